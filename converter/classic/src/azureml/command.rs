//! The command of a component that runs our engine: which input is which port or parameter.

/// `ml-migrate module …`, taken apart. Names of inputs and outputs are the component's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleCommand {
    /// The module's id; `unknown-…` for one that the catalogue does not have.
    pub module: String,
    /// The folder with a customer's own module, from the component's code.
    pub own: Option<String>,
    /// Ports and the inputs that feed them.
    pub ports: Vec<(String, String)>,
    /// Parameters and the inputs that hold their values.
    pub set: Vec<(String, String)>,
    /// Parameters and the inputs that name files with their values.
    pub files: Vec<(String, String)>,
    /// The input that lists parameters left blank.
    pub blank: Option<String>,
    /// The input with the file that the module reads by name.
    pub attached: Option<String>,
    /// Ports and the outputs they write.
    pub outputs: Vec<(String, String)>,
}

impl ModuleCommand {
    /// Takes a command apart; none when it is not one of ours.
    pub fn parse(command: &str) -> Option<ModuleCommand> {
        let mut words = words(command).into_iter();
        let program = words.next()?;
        if program.rsplit('/').next() != Some("ml-migrate") || words.next()? != "module" {
            return None;
        }
        let mut parsed = ModuleCommand { module: words.next()?, ..ModuleCommand::default() };
        while let Some(option) = words.next() {
            let list = match option.as_str() {
                "--input" => &mut parsed.ports,
                "--set" => &mut parsed.set,
                "--set-file" => &mut parsed.files,
                "--output" => &mut parsed.outputs,
                "--own" => {
                    parsed.own = words.next();
                    continue;
                }
                "--blank" => {
                    parsed.blank = words.next().as_deref().and_then(|word| named(word, "inputs"));
                    continue;
                }
                "--attach" => {
                    parsed.attached = words.next().as_deref().and_then(|word| named(word, "inputs"));
                    continue;
                }
                _ => continue,
            };
            let side = if option == "--output" { "outputs" } else { "inputs" };
            if let Some((name, value)) = words.next().as_deref().and_then(|word| word.split_once('='))
                && let Some(value) = named(value, side)
            {
                list.push((name.to_owned(), value));
            }
        }
        Some(parsed)
    }
}

/// `x` of `${{inputs.x}}`.
fn named(text: &str, side: &str) -> Option<String> {
    let name = text.strip_prefix("${{")?.strip_suffix("}}")?.trim().strip_prefix(side)?.strip_prefix('.')?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// The words of a command line; brackets around what may be left out do not count, quotes group.
fn words(command: &str) -> Vec<String> {
    let plain = command.replace("$[[", " ").replace("]]", " ");
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    let mut any = false;
    for letter in plain.chars() {
        match letter {
            '"' => {
                quoted = !quoted;
                any = true;
            }
            letter if letter.is_whitespace() && !quoted => {
                if any || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            letter => word.push(letter),
        }
    }
    if any || !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::ModuleCommand;

    #[test]
    fn a_command_is_taken_apart() {
        let parsed = ModuleCommand::parse(
            "ml-migrate module apply-sql-transformation --input \"table1=${{inputs.table1}}\" $[[--input \"table 2=${{inputs.table2}}\"]] \
             $[[--set-file sql=${{inputs.sql_file}}]] --set \"a=${{inputs.a}}\" $[[--blank ${{inputs.blank_parameters}}]] \
             --own . --attach \"${{inputs.file}}\" --output \"results=${{outputs.results}}\" --allow-scripts",
        )
        .unwrap();
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        assert_eq!(parsed.module, "apply-sql-transformation");
        assert_eq!(parsed.ports, pairs(&[("table1", "table1"), ("table 2", "table2")]));
        assert_eq!(parsed.files, pairs(&[("sql", "sql_file")]));
        assert_eq!(parsed.set, pairs(&[("a", "a")]));
        assert_eq!(parsed.own.as_deref(), Some("."));
        assert_eq!(parsed.blank.as_deref(), Some("blank_parameters"));
        assert_eq!(parsed.attached.as_deref(), Some("file"));
        assert_eq!(parsed.outputs, pairs(&[("results", "results")]));
    }

    #[test]
    fn other_commands_are_none_of_ours() {
        for command in ["", "python train.py", "ml-migrate", "ml-migrate run x", "ml-migrate module"] {
            assert_eq!(ModuleCommand::parse(command), None, "{command}");
        }
    }
}
