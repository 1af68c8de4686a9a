//! What becomes of R scripts.

use super::*;
use proptest::prelude::*;

const CASES: [(&str, &str); 16] = [
    (
        "# first\ndataset1 <- maml.mapInputPort(1)\nmaml.mapOutputPort(\"dataset1\");\n# last\n",
        "# first\nazureml_main <- function(dataframe1, dataframe2) {\ndataset1 <- dataframe1\nreturn(list(dataset1 = dataset1));\n# last\n}\n",
    ),
    (
        "x<-rbind(maml.mapInputPort(1),\n  maml.mapInputPort(2L)) # maml.mapInputPort(1)\r\nmaml.mapOutputPort('x')",
        "azureml_main <- function(dataframe1, dataframe2) {\r\nx<-rbind(dataframe1,\n  dataframe2) # maml.mapInputPort(1)\r\nreturn(list(dataset1 = x))\r\n}\r\n",
    ),
    (
        "x <- maml.mapInputPort(1)\nmaml.mapOutputPort(\"x\")\nplot(x)\n",
        "azureml_main <- function(dataframe1, dataframe2) {\nx <- dataframe1\nazureml_output <- x\nplot(x)\nreturn(list(dataset1 = azureml_output))\n}\n",
    ),
    (
        "if (TRUE) {\n  y <- 1\n}\nmaml.mapOutputPort(\"a b\")\n",
        "azureml_main <- function(dataframe1, dataframe2) {\nif (TRUE) {\n  y <- 1\n}\nreturn(list(dataset1 = `a b`))\n}\n",
    ),
    (
        "plot(maml.mapInputPort(1))\n",
        "azureml_main <- function(dataframe1, dataframe2) {\nplot(dataframe1)\nreturn(list())\n}\n",
    ),
    // Defaults that changed.
    (
        "x <- data.frame(a = maml.mapInputPort(1), # of\n  b = 'c')\nmaml.mapOutputPort('x')\n",
        "azureml_main <- function(dataframe1, dataframe2) {\nx <- data.frame(a = dataframe1, # of\n  b = 'c', stringsAsFactors = TRUE)\nreturn(list(dataset1 = x))\n}\n",
    ),
    (
        "x <- data.frame(read.csv('a'))\n",
        "x <- data.frame(read.csv('a', stringsAsFactors = TRUE), stringsAsFactors = TRUE)\n",
    ),
    ("x <- read.csv('a', 'stringsAsFactors' = FALSE)\n", "x <- read.csv('a', 'stringsAsFactors' = FALSE)\n"),
    (
        "options(stringsAsFactors = FALSE)\nx <- data.frame(a)\n",
        "options(stringsAsFactors = FALSE)\nx <- data.frame(a)\n",
    ),
    (
        "f <- function(...) data.frame(...)\nx <- data.frame()\n",
        "f <- function(...) data.frame(...)\nx <- data.frame()\n",
    ),
    ("set.seed(1); x <- sample(3)\n", "set.seed(1, sample.kind = \"Rounding\"); x <- sample(3)\n"),
    ("set.seed(1); x <- rnorm(3)\n", "set.seed(1); x <- rnorm(3)\n"),
    // Nothing of these changes.
    (
        "azureml_main <- function(dataframe1, dataframe2) list(dataframe1)\n",
        "azureml_main <- function(dataframe1, dataframe2) list(dataframe1)\n",
    ),
    ("print(\"maml.mapInputPort(1)\")\n", "print(\"maml.mapInputPort(1)\")\n"),
    ("x <- (1", "x <- (1"),
    ("f <- function() 'open", "f <- function() 'open"),
];

#[test]
fn old_becomes_new() {
    for (old, new) in CASES {
        let once = r(old).checked.code;
        assert_eq!(once, new, "of {old:?}");
        assert_eq!(r(&once).checked.code, once);
    }
}

#[test]
fn what_is_not_safe_stays_and_is_said() {
    for (line, script) in [
        (1, "assign('x', 1, .GlobalEnv); maml.mapOutputPort('x')"),
        (2, "x <- maml.mapInputPort(1)\nsource('src/a.R')\nmaml.mapOutputPort('x')"),
        (1, "rm(list = ls())\nx <- maml.mapInputPort(1)\nmaml.mapOutputPort('x')"),
        (1, "x <- maml.mapInputPort(n)\nmaml.mapOutputPort('x')"),
        (2, "if (a)\n  maml.mapOutputPort('x') else maml.mapOutputPort('y')"),
        (2, "if (a)\nmaml.mapOutputPort('x')"),
        (1, "maml.mapOutputPort(name)"),
        (1, "dataframe1 <- maml.mapInputPort(2)"),
        (1, "f <- maml.mapInputPort; x <- f(1)"),
        (2, "maml.mapOutputPort('x')\nmaml.mapOutputPort('y')"),
    ] {
        let result = r(script);
        assert_eq!(result.checked.code, script);
        let entry = result.checked.warnings.iter().find(|warning| warning.rule == "r/entry").expect(script);
        assert_eq!(entry.line, line, "{script}");
        assert_eq!(entry.help.contains("local = TRUE"), script.contains("source("), "{script}");
        assert_eq!(entry.help.contains("environment()"), script.contains(".GlobalEnv"), "{script}");
    }
}

#[test]
fn hazards_of_r_4() {
    let script = "x <- read.csv('C:/a.csv')\ny <- data.frame(a = 'b', stringsAsFactors = FALSE)\nset.seed(1); sample(3)\nif (class(x) == 'matrix') source(\"src/a.R\")\n\
        install.packages('src/b_1.zip', repos = NULL)\n";
    let rules: Vec<(&str, usize)> =
        r(script).checked.warnings.iter().map(|warning| (warning.rule, warning.line)).collect();
    assert_eq!(
        rules,
        [("r/path", 1), ("r/bundle", 4), ("r/class", 4), ("r/bundle", 5), ("r/package-file", 5)]
    );
    let handed = r("x <- lapply(files, read.csv)\ny <- function(...) data.frame(...)\n").checked.warnings;
    assert_eq!(
        handed.iter().map(|warning| (warning.rule, warning.line)).collect::<Vec<_>>(),
        [("r/strings-as-factors", 1), ("r/strings-as-factors", 2)]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_cut_and_checked(words in proptest::collection::vec(proptest::sample::select(vec![
        "maml.mapInputPort(1)", "maml.mapOutputPort(\"x\")", "maml.mapInputPort", "(", ")", "{", "}", "[", "\n", "\r\n", ";", " ", "<-", "x", "if", "else",
        "library(", "'", "\"", "`", "%in%", "%", "#", "r\"(", ")\"", "\\", "é", "日", "🦀", "1L", ".5", "function", "::", "source", ",", "\u{0}", "source('a')", ".GlobalEnv", "globalenv()", "data.frame(", "set.seed(1)", "sample(3)", "...",
    ]), 0..30), text in any::<String>()) {
        for text in [words.concat(), text] {
            let together: String = token::tokens(&text).iter().map(|token| &text[token.start..token.end]).collect();
            prop_assert_eq!(&together, &text);
            let once = r(&text).checked.code;
            prop_assert_eq!(&r(&once).checked.code, &once);
        }
    }
}
