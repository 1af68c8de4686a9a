//! What becomes of scripts: old → new, and what stays.

use super::*;
use proptest::prelude::*;
use std::io::Write;
use std::process::{Command, Stdio};

fn two(source: &str) -> String {
    python(source, PythonVersion::Two).code
}

/// Inside a function, with pandas at hand.
fn within(line: &str) -> String {
    let indented: String = line.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "import numpy as np\nimport pandas as pd\n\ndef azureml_main(dataframe1 = None, dataframe2 = None):\n{indented}    return dataframe1,\n"
    )
}

/// Statements of Python 2, and what they are in Python 3.
const SYNTAX: [(&str, &str); 52] = [
    ("print", "print()"),
    ("print 'a'", "print('a')"),
    ("print 'a %s' % x, y", "print('a %s' % x, y)"),
    ("print 'a',", "print('a', end=\" \")"),
    ("print('a')", "print('a')"),
    ("print ('a') % x", "print(('a') % x)"),
    ("print >>sys.stderr, 'a', b", "print('a', b, file=sys.stderr)"),
    ("print >> f", "print(file=f)"),
    ("if x: print y; print z", "if x: print(y); print(z)"),
    ("print \"a\" \\\n  \"b\"", "print(\"a\" \\\n  \"b\")"),
    ("print 'größe' # print 'x'", "print('größe') # print 'x'"),
    ("print -1", "print(-1)"),
    ("x = 'print y'  # print z", "x = 'print y'  # print z"),
    ("exec 'x = 1'", "exec('x = 1')"),
    ("exec code in ns", "exec(code, ns)"),
    ("exec code in a, b", "exec(code, a, b)"),
    ("exec(code)", "exec(code)"),
    ("raise ValueError, 'no'", "raise ValueError('no')"),
    ("raise ValueError, ('a', 1)", "raise ValueError('a', 1)"),
    ("raise E, 'm %s' % x, t", "raise E('m %s' % x).with_traceback(t)"),
    ("raise E, None, t", "raise E().with_traceback(t)"),
    ("raise ValueError('a', b)", "raise ValueError('a', b)"),
    ("try: f()\nexcept ValueError, e: pass", "try: f()\nexcept ValueError as e: pass"),
    ("try: f()\nexcept (A, B), e: pass", "try: f()\nexcept (A, B) as e: pass"),
    ("try: f()\nexcept (A, B): pass", "try: f()\nexcept (A, B): pass"),
    ("x = `y + 1`", "x = repr(y + 1)"),
    ("x = a <> b", "x = a != b"),
    ("os.chmod(p, 0777)", "os.chmod(p, 0o777)"),
    ("x = 10L + 0xFFL + 0 + 00 + 1.5 + 0777.5", "x = 10 + 0xFF + 0 + 00 + 1.5 + 0777.5"),
    ("x = ur'a\\d'", "x = r'a\\d'"),
    ("x = u'a'", "x = u'a'"),
    ("sorted(d, key=lambda (k, v): v)", "sorted(d, key=lambda k_v: k_v[1])"),
    ("f = lambda a, (b, c): a + b * c.b", "f = lambda a, b_c: a + b_c[0] * b_c[1].b"),
    ("f = lambda (x): x", "f = lambda x: x"),
    ("x = unicode(y, 'utf-8')", "x = str(y, 'utf-8')"),
    ("isinstance(x, basestring)", "isinstance(x, str)"),
    ("for i in xrange(3): pass", "for i in range(3): pass"),
    ("f(unicode=1)", "f(unicode=1)"),
    ("x.unicode", "x.unicode"),
    ("for k, v in d.iteritems(): pass", "for k, v in d.items(): pass"),
    ("x = six.iteritems(d)", "x = six.iteritems(d)"),
    ("if d.has_key(k): pass", "if k in d: pass"),
    ("if not d.has_key(k): pass", "if k not in d: pass"),
    ("x = a + d.e.has_key(f(k))", "x = a + (f(k) in d.e)"),
    ("print d.has_key(unicode(x))", "print(str(x) in d)"),
    ("x = d.keys()[0]", "x = list(d.keys())[0]"),
    ("x = a.keys() + b.keys()", "x = list(a.keys()) + list(b.keys())"),
    ("x = rows.next()", "x = next(rows)"),
    ("x = map(f, y)", "x = list(map(f, y))"),
    ("for a, b in zip(x, y): pass", "for a, b in zip(x, y): pass"),
    ("a, b = zip(*x)", "a, b = zip(*x)"),
    ("x = dict(zip(a, b)); y = sum(map(f, z))", "x = dict(zip(a, b)); y = sum(map(f, z))"),
];

const MORE: [(&str, &str); 45] = [
    ("x = range(3) + [1]", "x = list(range(3)) + [1]"),
    ("def f(a, (b, c)):\n    return a + b", "def f(a, b_c):\n    b, c = b_c; return a + b"),
    ("def f((a, (b, c)), d=1): print a", "def f(a_b_c, d=1): a, (b, c) = a_b_c; print(a)"),
    (
        "def f((a), (b,)):\n    'what'\n    return b",
        "def f(a_, b_):\n    'what'; a = a_; b, = b_\n    return b",
    ),
    (
        "def f((a, b), (c, d)):\n    # sum\n    return a",
        "def f(a_b, c_d):\n    # sum\n    a, b = a_b; c, d = c_d; return a",
    ),
    ("def f((a, b)):\n    if a: pass", "def f((a, b)):\n    if a: pass"),
    ("x = filter(None, [a, b])", "x = list(filter(None, [a, b]))"),
    ("x = filter(f, a.b('c').split(','))", "x = list(filter(f, a.b('c').split(',')))"),
    ("x = filter(f, sorted(y))[0]", "x = list(filter(f, sorted(y)))[0]"),
    ("x = filter(f, y + z.split())", "x = filter(f, y + z.split())"),
    ("x = range(9)\nrandom.shuffle(x)", "x = list(range(9))\nrandom.shuffle(x)"),
    ("x = len(a) / 2", "x = len(a) // 2"),
    ("x = 1 / 2", "x = 1 // 2"),
    ("x = a * 1 / 2", "x = a * 1 / 2"),
    ("x = reduce(f, y)", "from functools import reduce\nx = reduce(f, y)"),
    ("import sys\nreload(sys)\nsys.setdefaultencoding('utf-8')", "import sys\npass\npass"),
    ("import urllib2\nx = urllib2.urlopen(u)", "import urllib.request\nx = urllib.request.urlopen(u)"),
    ("import urllib2 as u\nx = u.urlopen(u)", "import urllib.request as u\nx = u.urlopen(u)"),
    ("from urllib2 import urlopen, Request", "from urllib.request import urlopen, Request"),
    ("import urllib\nx = urllib.quote(y)", "import urllib.parse\nimport urllib\nx = urllib.parse.quote(y)"),
    (
        "from urllib import quote, urlopen as o",
        "from urllib.parse import quote; from urllib.request import urlopen as o",
    ),
    ("import urlparse\nx = urlparse.urlparse(u)", "import urllib.parse\nx = urllib.parse.urlparse(u)"),
    ("from StringIO import StringIO", "from io import StringIO"),
    ("import StringIO\nx = StringIO.StringIO(t)", "import io\nx = io.StringIO(t)"),
    (
        "import StringIO\nio = 3\nx = StringIO.StringIO(t)",
        "import io as StringIO\nio = 3\nx = StringIO.StringIO(t)",
    ),
    ("import cPickle as pickle", "import pickle as pickle"),
    ("import cPickle, os\ncPickle.dumps(x)", "import pickle, os\npickle.dumps(x)"),
    (
        "import ConfigParser\nx = ConfigParser.ConfigParser()",
        "import configparser\nx = configparser.ConfigParser()",
    ),
    ("from itertools import izip", "izip = zip"),
    ("from itertools import izip, chain", "from itertools import chain; izip = zip"),
    ("import itertools\nfor a in itertools.izip(b, c): pass", "import itertools\nfor a in zip(b, c): pass"),
    ("import string\nx = string.letters", "import string\nx = string.ascii_letters"),
    ("import sys\nx = sys.maxint", "import sys\nx = sys.maxsize"),
    (
        "from collections import Iterable, deque",
        "from collections import deque; from collections.abc import Iterable",
    ),
    (
        "from sklearn.cross_validation import train_test_split",
        "from sklearn.model_selection import train_test_split",
    ),
    ("from sklearn import cross_validation", "from sklearn import model_selection as cross_validation"),
    ("from sklearn import svm, grid_search as g", "from sklearn import svm, model_selection as g"),
    (
        "import sklearn.grid_search\nx = sklearn.grid_search.GridSearchCV(a)",
        "import sklearn.model_selection\nx = sklearn.model_selection.GridSearchCV(a)",
    ),
    ("from sklearn.externals import joblib", "import joblib"),
    ("from sklearn.externals.joblib import load", "from joblib import load"),
    (
        "from sklearn.lda import LDA",
        "from sklearn.discriminant_analysis import LinearDiscriminantAnalysis as LDA",
    ),
    ("from pandas.tools.plotting import scatter_matrix", "from pandas.plotting import scatter_matrix"),
    ("from pandas import scatter_matrix", "from pandas.plotting import scatter_matrix"),
    ("import numpy as np\nx = np.float(1) + np.NaN", "import numpy as np\nx = float(1) + np.nan"),
    ("if x:\n\tprint 1\n        print 2", "if x:\n        print(1)\n        print(2)"),
];

/// Lines inside of `azureml_main`.
const FRAMES: [(&str, &str); 46] = [
    ("x = dataframe1.sort('a')", "x = dataframe1.sort_values('a')"),
    ("x = y.sort(columns=['a'], ascending=False)", "x = y.sort_values(by=['a'], ascending=False)"),
    ("dataframe1.sort(inplace=True)", "dataframe1.sort_index(inplace=True)"),
    ("items.sort()", "items.sort()"),
    ("items.sort(key=f)", "items.sort(key=f)"),
    ("x = dataframe1['a'].order()", "x = dataframe1['a'].sort_values()"),
    ("x = y.order(ascending=False)", "x = y.sort_values(ascending=False)"),
    ("x = dataframe1.ix['a']", "x = dataframe1.loc['a']"),
    ("x = y.ix[:, ['a', 'b']]", "x = y.loc[:, ['a', 'b']]"),
    ("x = y.ix[y['a'] > 1, 'b']", "x = y.loc[y['a'] > 1, 'b']"),
    ("x = y.ix[(a > 1) & (b > 2), 'b']", "x = y.loc[(a > 1) & (b > 2), 'b']"),
    ("x = dataframe1.ix[:, 0]", "x = dataframe1.iloc[:, 0]"),
    ("x = dataframe1.ix[:, 1:3]", "x = dataframe1.iloc[:, 1:3]"),
    ("x = dataframe1.ix[0, 'a']", "x = dataframe1.loc[0, 'a']"),
    ("x = y.ix[0]", "x = y.ix[0]"),
    ("x = y.ix[i, 'a']", "x = y.ix[i, 'a']"),
    ("for i in y.index:\n    y.ix[i, 'a'] = 1", "for i in y.index:\n    y.loc[i, 'a'] = 1"),
    ("x = pd.rolling_mean(dataframe1['a'], 5)", "x = dataframe1['a'].rolling(5).mean()"),
    (
        "x = pd.rolling_std(dataframe1.a, window=3, min_periods=1)",
        "x = dataframe1.a.rolling(window=3, min_periods=1).std()",
    ),
    ("x = pd.expanding_sum(dataframe1['a'])", "x = dataframe1['a'].expanding().sum()"),
    ("x = pd.ewma(dataframe1['a'], span=3)", "x = dataframe1['a'].ewm(span=3).mean()"),
    ("x = pd.rolling_mean(z, 5)", "x = pd.rolling_mean(z, 5)"),
    ("x = dataframe1.as_matrix()", "x = dataframe1.to_numpy()"),
    ("x = y.as_matrix(columns=['a'])", "x = y[['a']].to_numpy()"),
    ("x = dataframe1.get_value(0, 'a')", "x = dataframe1.at[0, 'a']"),
    ("dataframe1.set_value(0, 'a', f(1))", "dataframe1.at[0, 'a'] = f(1)"),
    ("x = dataframe1.append(dataframe2)", "x = pd.concat([dataframe1, dataframe2])"),
    (
        "x = pd.DataFrame()\nx = x.append(dataframe1, ignore_index=True)",
        "x = pd.DataFrame()\nx = pd.concat([x, dataframe1], ignore_index=True)",
    ),
    (
        "x = dataframe1.append({'a': 1}, ignore_index=True)",
        "x = pd.concat([dataframe1, pd.DataFrame([{'a': 1}])], ignore_index=True)",
    ),
    ("items.append(1)", "items.append(1)"),
    ("x = pd.DataFrame.from_csv('a.csv')", "x = pd.read_csv('a.csv', index_col=0, parse_dates=True)"),
    ("x = pd.tools.plotting.scatter_matrix(y)", "x = pd.tools.plotting.scatter_matrix(y)"),
    ("x = dataframe1.irow(0)", "x = dataframe1.iloc[0]"),
    ("x = dataframe1.icol(0)", "x = dataframe1.iloc[:, 0]"),
    ("x = dataframe1.drop('a', 1)", "x = dataframe1.drop('a', axis=1)"),
    ("x = pd.concat([a, b], 1)", "x = pd.concat([a, b], axis=1)"),
    ("x = dataframe1.dropna(1)", "x = dataframe1.dropna(axis=1)"),
    ("x = y.fillna(method='ffill')", "x = y.ffill()"),
    ("x = y.fillna(method='bfill', limit=2)", "x = y.bfill(limit=2)"),
    ("x = y.pivot('a', 'b', 'c')", "x = y.pivot(index='a', columns='b', values='c')"),
    ("x = y['a'].str.replace(r'\\D+', '')", "x = y['a'].str.replace(r'\\D+', '', regex=True)"),
    ("x = y['a'].str.replace('.', '')", "x = y['a'].str.replace('.', '')"),
    ("x = y['a'].str.replace('abc', '')", "x = y['a'].str.replace('abc', '')"),
    ("x = y['a'].str.split(' ', 1)", "x = y['a'].str.split(' ', n=1)"),
    ("x = y.drop_duplicates(cols='a', take_last=True)", "x = y.drop_duplicates(subset='a', keep=\"last\")"),
    ("x = pd.to_datetime(y, coerce=True)", "x = pd.to_datetime(y, errors=\"coerce\")"),
];

fn cases() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for (old, new) in SYNTAX.iter().chain(&MORE) {
        all.push((format!("{old}\n"), format!("{new}\n")));
        all.push((format!("{old}\n").replace('\n', "\r\n"), format!("{new}\n").replace('\n', "\r\n")));
    }
    all.extend(FRAMES.iter().map(|(old, new)| (within(old), within(new))));
    all
}

#[test]
fn old_becomes_new() {
    let wrong: Vec<String> = cases()
        .into_iter()
        .filter(|(old, new)| two(old) != *new)
        .map(|(old, new)| format!("old {old:?}\nnew {:?}\nnot {new:?}", two(&old)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Whether each of the scripts is Python 3; nothing when there is no python3.
fn parse_with_python(scripts: &[String]) {
    let program = "import ast,sys\nfor s in sys.stdin.buffer.read().decode().split('\\0'):\n    try: ast.parse(s)\n    except SyntaxError as e: print(repr(s), e)";
    let child = Command::new("python3")
        .args(["-c", program])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: no python3");
        return;
    };
    child.stdin.take().unwrap().write_all(scripts.join("\0").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}

#[test]
fn what_comes_out_is_python_3() {
    let scripts: Vec<String> = cases().into_iter().map(|(old, _)| two(&old)).collect();
    // Left to a person.
    let scripts: Vec<String> =
        scripts.into_iter().filter(|script| !script.starts_with("def f((a, b)):")).collect();
    parse_with_python(&scripts);
}

#[test]
fn a_second_look_changes_nothing() {
    for (old, _) in cases() {
        for version in [PythonVersion::Two, PythonVersion::Three] {
            let once = python(&old, version).code;
            assert_eq!(python(&once, version).code, once);
        }
    }
}

#[test]
fn todays_python_stays_byte_for_byte() {
    let script = "\u{feff}# -*- coding: utf-8 -*-\r\n\"\"\"print x\"\"\"\r\nimport pandas as pd\r\nimport numpy as np\r\nfrom io import StringIO\r\n\r\n\
        try:\r\n    import cPickle as pickle\r\nexcept ImportError:\r\n    import pickle\r\ntry:\r\n    unicode\r\nexcept NameError:\r\n    unicode = str\r\n\r\n\
        def azureml_main(dataframe1=None, dataframe2=None):\r\n\
        \x20   total: int = 0xFF + 0o17 + 1_000\r\n\
        \x20   print('a', total, sep='\\t', file=None)\r\n\
        \x20   frame = dataframe1.sort_values('a').loc[:, ['a']]\r\n\
        \x20   words = sorted(frame.items(), key=lambda item: item[1])\r\n\
        \x20   text = f'{total!r:>10} {words}' rb'' u''\r\n\
        \x20   while (half := total // 2) > 1: total = half\r\n\
        \x20   async def wait(*, a, **b) -> None: await a @ b\r\n\
        \x20   return pd.concat([frame, frame], axis=1), lambda: (yield)\r\n";
    for version in [PythonVersion::Two, PythonVersion::Three] {
        let checked = python(script, version);
        assert_eq!(checked.code, script);
        assert!(checked.changes.is_empty(), "{:?}", checked.changes);
    }
}

#[test]
fn what_is_not_safe_is_said() {
    let said = |line: &str| {
        let checked = python(&within(line), PythonVersion::Two);
        let rules: Vec<&str> = checked.warnings.iter().map(|warning| warning.rule).collect();
        assert!(
            checked.warnings.iter().all(|warning| warning.line >= 5 && !warning.help.is_empty()),
            "{checked:?}"
        );
        assert_eq!(checked.code, within(line));
        rules
    };
    assert_eq!(said("x = a / b"), ["python/division"]);
    assert!(said("x = a / 2.0").is_empty());
    assert_eq!(said("x = y.ix[i]"), ["pandas/ix"]);
    assert_eq!(said("x = y.append(z)"), ["pandas/method"]);
    assert_eq!(said("x = pd.rolling_mean(z, 5)"), ["pandas/window"]);
    assert_eq!(said("x = t.decode('utf-8')"), ["python/bytes"]);
    assert_eq!(said("open('C:\\\\temp\\\\x')"), ["python/path"]);
    assert_eq!(said("dataframe1['a'][0] = 1"), ["pandas/chained-assignment"]);
    assert_eq!(said("x = cmp(a, b)"), ["python/builtin"]);
    assert_eq!(said("x = sorted(y, cmp=f)"), ["python/sort"]);
    assert_eq!(said("x = pd.Panel(y)"), ["python/member"]);
    assert_eq!(said("exec('x = 1')"), ["python/exec"]);
    assert_eq!(said("def f((a, b)):\n    for c in a: pass"), ["python/tuple-parameter"]);
    assert_eq!(said("x = filter(str.isdigit, y)"), ["python/list"]);
    let checked = python("x = 'never\ny = 1", PythonVersion::Two);
    assert_eq!((checked.warnings[0].rule, checked.warnings[0].line), ("python/broken", 1));
}

#[test]
fn every_change_has_its_line_and_sentence() {
    let checked =
        python("import urllib2\n\nprint 'a'\nx = urllib2.quote(`y`)\nz = reduce(f, x)\n", PythonVersion::Two);
    let changes: Vec<(&str, usize)> =
        checked.changes.iter().map(|change| (change.rule, change.line)).collect();
    assert_eq!(
        changes,
        [("python/import", 1), ("python/module", 1), ("python/print", 3), ("python/backticks", 4)]
    );
    assert!(checked.changes.iter().all(|change| change.message.ends_with('.')));
}

#[test]
fn tokens_of_an_old_division_are_a_comment_to_python_3() {
    // A script that was written for Python 3.5 divides as it meant to.
    assert!(python(&within("x = a / b"), PythonVersion::Three).warnings.is_empty());
    assert_eq!(python("x = map(f, y)\n", PythonVersion::Three).code, "x = map(f, y)\n");
}

/// Text that looks like Python more often than chance would have it.
fn pythonic() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(vec![
        "print",
        "exec",
        "raise",
        "except",
        "lambda",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ";",
        ".",
        "=",
        "`",
        "<>",
        "/",
        "+",
        "ur'a'",
        "'",
        "\"\"\"",
        "\\",
        "#",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "    ",
        " ",
        "0777",
        "10L",
        "x",
        "dataframe1",
        "pd",
        ".ix[",
        "has_key(",
        ".keys()[0]",
        ".next()",
        "import ",
        "from ",
        "urllib2",
        "StringIO",
        "as ",
        "def azureml_main(",
        "if ",
        "in ",
        "for ",
        "map(",
        "zip(",
        ".sort(",
        ".append(",
        "None",
        "é",
        "日",
        "🦀",
        "\u{0}",
        "range(",
        "import pandas as pd\n",
        "unicode",
        "not ",
        ">>",
    ]);
    proptest::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_cut_and_checked(text in prop_oneof![pythonic(), any::<String>()]) {
        let together: String = token::tokens(&text).iter().map(|token| &text[token.start..token.end]).collect();
        prop_assert_eq!(&together, &text);
        for version in [PythonVersion::Two, PythonVersion::Three] {
            let once = python(&text, version);
            let again = python(&once.code, version);
            prop_assert_eq!(&again.code, &once.code);
        }
    }

    #[test]
    fn strings_and_comments_stay(text in pythonic()) {
        let kept = |text: &str| -> Vec<String> {
            token::tokens(text)
                .iter()
                .filter(|token| matches!(token.kind, Kind::Comment))
                .map(|token| text[token.start..token.end].to_owned())
                .collect()
        };
        prop_assert_eq!(kept(&python(&text, PythonVersion::Two).code), kept(&text));
    }
}
