//! ARFF and SVMLight.

use ml_table::read::{arff, svmlight};
use ml_table::{ElementType, Role, write};

#[test]
fn attributes_have_their_types_and_nominal_ones_their_levels() {
    let dataset = arff(
        b"% weather\n@RELATION weather\n\n@attribute 'out look' {sunny, 'light rain', overcast}\n@ATTRIBUTE temp real\n\
          @attribute n integer\n@attribute note string\n@attribute day date 'yyyy-MM-dd'\n@attribute unused{a,b}\n\n@data\n\
          'light rain',20.5,3,'it\\'s, wet',2016-05-24,?\n% comment\nsunny,?,?,\"?\",?,b\n",
    )
    .unwrap();
    assert_eq!(
        write::csv(&dataset),
        "out look,temp,n,note,day,unused\nlight rain,20.5,3,\"it's, wet\",2016-05-24T00:00:00,\nsunny,,,?,,b\n"
    );
    let sky = dataset.column("out look").unwrap().categories().unwrap();
    assert_eq!(sky.level_texts(), ["sunny", "light rain", "overcast"]);
    assert_eq!(dataset.column("n").unwrap().element(), ElementType::Integer);
}

#[test]
fn sparse_rows_leave_out_zeros() {
    let dataset = arff(b"@relation r\n@attribute a numeric\n@attribute b {x,y}\n@attribute c numeric\n@data\n{0 1.5, 2 3}\n{}\n{1 y}\n").unwrap();
    assert_eq!(write::csv(&dataset), "a,b,c\n1.5,x,3\n0,x,0\n0,y,0\n");
}

#[test]
fn arff_faults_name_their_line() {
    let fault = |text: &str| arff(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        fault("@relation r\n@attribute a numeric\n@data\n1\nx\n"),
        "ARFF, line 5: `x` is not a number (attribute `a`)"
    );
    assert_eq!(
        fault("@relation r\n@attribute a {u,v}\n@data\nw\n"),
        "ARFF, line 4: `w` is not one of the declared values (attribute `a`)"
    );
    assert_eq!(
        fault("@relation r\n@attribute a numeric\n@data\n1,2\n"),
        "ARFF, line 4: this row has 2 values, but there are 1 attributes"
    );
    assert_eq!(fault("hello\n"), "ARFF, line 1: `hello` is not a declaration");
    assert_eq!(fault("@relation r\n"), "ARFF: there is no @attribute or no @data line");
}

#[test]
fn svmlight_rows_become_dense_columns_and_a_label() {
    let dataset = svmlight(b"# head\n+1 1:0.5 3:2 # a comment\n-1 qid:4 2:1\n").unwrap();
    assert_eq!(write::csv(&dataset), "Col1,Col2,Col3,Labels\n0.5,0,2,1\n0,1,0,-1\n");
    assert_eq!(dataset.column("Labels").unwrap().role(), Role::Label);
    assert_eq!(
        svmlight(b"1 2:1 1:1\n").unwrap_err().to_string(),
        "SVMLight, line 1: `1:1` is not a pair `index:value` with a rising index"
    );
    assert!(svmlight(b"1 99999999999:1\n").is_err());
}

/// A few bytes must not ask for gigabytes.
#[test]
fn svmlight_of_many_features_is_refused() {
    assert!(svmlight(b"1 100000:1\n").is_ok());
    let wide = svmlight(b"1 268435456:1\n").unwrap_err().to_string();
    assert!(wide.contains("268435456 features"), "{wide}");
    let rows = "1 100000:1\n".repeat(100);
    let long = svmlight(rows.as_bytes()).unwrap_err().to_string();
    assert!(long.contains("100 rows of 100000 features"), "{long}");
}
