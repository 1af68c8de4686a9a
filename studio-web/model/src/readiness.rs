//! How far pipelines are from running here, for lists of many: which need work, and how much.

use crate::migration::Verdict;
use crate::saved::Summary;
use ml_graph::Json;
use serde::{Deserialize, Serialize};

/// How well a converted pipeline runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    /// The file it came from.
    pub file: String,
    /// Modules by verdict, in the order of [`Verdict::ALL`].
    pub modules: [usize; 4],
    /// Credentials to enter again.
    pub secrets: usize,
    /// A rough estimate of the minutes of work left.
    pub minutes_left: usize,
    /// Minutes that drawing it again would take.
    pub minutes_by_hand: usize,
}

impl Readiness {
    /// Reads an entry of the report.
    pub fn of(entry: &Json) -> Readiness {
        let mut modules = [0; 4];
        for module in entry.get("modules").map_or(&[][..], Json::items) {
            let verdict = module.get("verdict").and_then(Json::as_str).and_then(Verdict::read);
            if let Some(place) =
                verdict.and_then(|verdict| Verdict::ALL.iter().position(|known| *known == verdict))
            {
                modules[place] += 1;
            }
        }
        let minutes = |name: &str| {
            let minutes = entry.get("effort").and_then(|effort| effort.get(name)).and_then(Json::as_f64);
            minutes.unwrap_or_default() as usize
        };
        Readiness {
            file: entry.get("file").and_then(Json::as_str).unwrap_or_default().to_owned(),
            modules,
            secrets: entry.get("secrets").map_or(0, |secrets| secrets.items().len()),
            minutes_left: minutes("minutes_left"),
            minutes_by_hand: minutes("minutes_by_hand"),
        }
    }

    /// How many modules have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let place = Verdict::ALL.iter().position(|known| *known == verdict);
        place.map_or(0, |place| self.modules[place])
    }

    /// The worst of its modules.
    pub fn verdict(&self) -> Verdict {
        let worst = Verdict::ALL.into_iter().rev().find(|verdict| self.count(*verdict) > 0);
        worst.unwrap_or(Verdict::RunsTheSame)
    }
}

/// By what a list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Those that need most attention first.
    #[default]
    Verdict,
    /// By name.
    Name,
    /// By the number of modules.
    Modules,
    /// By the work left.
    Effort,
}

/// Which pipelines to show, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Part of the name or the file.
    pub query: String,
    /// Only those whose worst module has this verdict.
    pub verdict: Option<Verdict>,
    /// By what they are ordered.
    pub order: Order,
    /// Whether the order is turned round.
    pub reverse: bool,
}

/// The converted ones among `all` that are wanted, in the order wanted.
pub fn wanted(all: &[Summary], wanted: &Wanted) -> Vec<Summary> {
    let query = wanted.query.trim().to_lowercase();
    let mut found: Vec<(Readiness, Summary)> = all
        .iter()
        .filter_map(|summary| Some((summary.readiness.clone()?, summary.clone())))
        .filter(|(readiness, summary)| {
            let said = [&summary.name, &readiness.file];
            said.iter().any(|text| text.to_lowercase().contains(&query))
                && wanted.verdict.is_none_or(|verdict| readiness.verdict() == verdict)
        })
        .collect();
    // Equal ones stand by name, whatever the order.
    found.sort_by_cached_key(|(_, summary)| (summary.name.to_lowercase(), summary.id.clone()));
    match wanted.order {
        Order::Name => {}
        Order::Verdict => found.sort_by_key(|(readiness, _)| {
            (readiness.verdict(), std::cmp::Reverse(readiness.count(readiness.verdict())))
        }),
        Order::Modules => found.sort_by_key(|(_, summary)| std::cmp::Reverse(summary.modules)),
        Order::Effort => found.sort_by_key(|(readiness, _)| std::cmp::Reverse(readiness.minutes_left)),
    }
    if wanted.reverse {
        found.reverse();
    }
    found.into_iter().map(|(_, summary)| summary).collect()
}

/// The sum over all.
pub fn sum<'a>(all: impl IntoIterator<Item = &'a Readiness>) -> Readiness {
    let mut sum = Readiness::default();
    for readiness in all {
        sum.modules.iter_mut().zip(readiness.modules).for_each(|(sum, count)| *sum += count);
        sum.secrets += readiness.secrets;
        sum.minutes_left += readiness.minutes_left;
        sum.minutes_by_hand += readiness.minutes_by_hand;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn summary(name: &str, file: &str, modules: [usize; 4], minutes_left: usize) -> Summary {
        let draft = ml_graph::PipelineDraft::new(name);
        let mut summary = Summary::of(name, &crate::SavedDocument::of_draft(draft), 0.0);
        summary.modules = modules.iter().sum();
        let (secrets, minutes_by_hand) = (1, minutes_left * 2);
        summary.readiness =
            Some(Readiness { file: file.to_owned(), modules, secrets, minutes_left, minutes_by_hand });
        summary
    }

    fn names(all: &[Summary], wanted: &Wanted) -> Vec<String> {
        super::wanted(all, wanted).into_iter().map(|summary| summary.name).collect()
    }

    #[test]
    fn an_entry_is_counted() -> Result<(), serde_json::Error> {
        let entry: Json = json::read(
            r#"{"file": "a.json", "effort": {"minutes_left": 7, "minutes_by_hand": 31}, "secrets": [{"address": "secret://x"}],
                "modules": [{"verdict": "runs-the-same"}, {"verdict": "cannot-run"}, {"verdict": "runs-the-same"}, {"verdict": "new"}]}"#,
        )?;
        let readiness = Readiness::of(&entry);
        assert_eq!(readiness.modules, [2, 0, 0, 1]);
        assert_eq!((readiness.secrets, readiness.minutes_left, readiness.minutes_by_hand), (1, 7, 31));
        assert_eq!(readiness.verdict(), Verdict::CannotRun);
        assert_eq!(Readiness::default().verdict(), Verdict::RunsTheSame);
        Ok(())
    }

    #[test]
    fn lists_are_filtered_and_ordered() {
        let mut plain = summary("Drawn here", "", [0; 4], 0);
        plain.readiness = None;
        let all = [
            summary("beta", "two.json", [3, 0, 1, 0], 9),
            summary("Alpha", "one.json", [5, 0, 0, 0], 1),
            summary("gamma", "two.json", [0, 0, 0, 2], 60),
            summary("delta", "two.json", [0, 0, 0, 4], 30),
            plain,
        ];
        let order = |order| names(&all, &Wanted { order, ..Wanted::default() });
        assert_eq!(order(Order::Verdict), ["delta", "gamma", "beta", "Alpha"]);
        assert_eq!(order(Order::Name), ["Alpha", "beta", "delta", "gamma"]);
        assert_eq!(order(Order::Modules), ["Alpha", "beta", "delta", "gamma"]);
        assert_eq!(order(Order::Effort), ["gamma", "delta", "beta", "Alpha"]);
        let reverse = Wanted { order: Order::Name, reverse: true, ..Wanted::default() };
        assert_eq!(names(&all, &reverse), ["gamma", "delta", "beta", "Alpha"]);
        let needs = Wanted { verdict: Some(Verdict::NeedsInput), ..Wanted::default() };
        assert_eq!(names(&all, &needs), ["beta"]);
        let of_file = Wanted { query: " TWO.json ".to_owned(), ..Wanted::default() };
        assert_eq!(names(&all, &of_file), ["delta", "gamma", "beta"]);
        let whole = sum(all.iter().filter_map(|summary| summary.readiness.as_ref()));
        assert_eq!((whole.modules, whole.secrets, whole.minutes_left), ([8, 0, 1, 6], 4, 100));
    }
}
