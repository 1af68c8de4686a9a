//! What changed between two texts, line by line.

/// A line of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffLine<'a> {
    /// Unchanged, shown for orientation.
    Same(&'a str),
    /// Only in the old text.
    Old(&'a str),
    /// Only in the new text.
    New(&'a str),
    /// So many unchanged lines are left out.
    Skipped(usize),
}

/// Unchanged lines shown around a change.
const AROUND: usize = 2;

/// Most steps of the comparison; texts that differ in more are shown as old, then new.
const STEPS: usize = 2000;

/// Compares two texts. Equal texts give nothing.
pub fn diff<'a>(old: &'a str, new: &'a str) -> Vec<DiffLine<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old[before..old.len() - after], &new[before..new.len() - after]);
    if old_middle.is_empty() && new_middle.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<DiffLine<'a>> = old[..before].iter().map(|line| DiffLine::Same(line)).collect();
    lines.extend(compare(old_middle, new_middle));
    lines.extend(old[old.len() - after..].iter().map(|line| DiffLine::Same(line)));
    shorten(lines)
}

/// The shortest way from one list of lines to the other (Myers 1986).
fn compare<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<DiffLine<'a>> {
    let most = (old.len() + new.len()).min(STEPS);
    let middle = most as isize + 1;
    let mut furthest = vec![0usize; 2 * most + 3];
    let mut trace: Vec<Vec<usize>> = Vec::new();
    for step in 0..=most as isize {
        trace.push(furthest[(middle - step) as usize..=(middle + step) as usize].to_vec());
        for diagonal in (-step..=step).step_by(2) {
            let place = (middle + diagonal) as usize;
            let down = diagonal == -step || (diagonal != step && furthest[place - 1] < furthest[place + 1]);
            let mut x = if down { furthest[place + 1] } else { furthest[place - 1] + 1 };
            let mut y = (x as isize - diagonal) as usize;
            while x < old.len() && y < new.len() && old[x] == new[y] {
                x += 1;
                y += 1;
            }
            furthest[place] = x;
            if x >= old.len() && y >= new.len() {
                return walk_back(old, new, &trace, step);
            }
        }
    }
    let gone = old.iter().map(|line| DiffLine::Old(line));
    gone.chain(new.iter().map(|line| DiffLine::New(line))).collect()
}

fn walk_back<'a>(old: &[&'a str], new: &[&'a str], trace: &[Vec<usize>], steps: isize) -> Vec<DiffLine<'a>> {
    let (mut x, mut y) = (old.len(), new.len());
    let mut lines = Vec::new();
    for step in (0..=steps).rev() {
        let before = &trace[step as usize];
        let at = |diagonal: isize| before[(diagonal + step) as usize];
        let diagonal = x as isize - y as isize;
        let (from_x, from_y) = if step == 0 {
            (0, 0)
        } else {
            let down = diagonal == -step || (diagonal != step && at(diagonal - 1) < at(diagonal + 1));
            let previous = if down { diagonal + 1 } else { diagonal - 1 };
            (at(previous), (at(previous) as isize - previous) as usize)
        };
        while x > from_x && y > from_y {
            x -= 1;
            y -= 1;
            lines.push(DiffLine::Same(old[x]));
        }
        if step > 0 {
            if x == from_x {
                y -= 1;
                lines.push(DiffLine::New(new[y]));
            } else {
                x -= 1;
                lines.push(DiffLine::Old(old[x]));
            }
        }
    }
    lines.reverse();
    lines
}

/// Leaves out what is far from every change.
fn shorten(lines: Vec<DiffLine<'_>>) -> Vec<DiffLine<'_>> {
    let is_same = |line: &DiffLine<'_>| matches!(line, DiffLine::Same(_));
    let mut near = vec![false; lines.len()];
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| !is_same(line)) {
        let end = (at + AROUND + 1).min(lines.len());
        near[at.saturating_sub(AROUND)..end].fill(true);
    }
    let mut short = Vec::new();
    let mut skipped = 0;
    for (line, near) in lines.into_iter().zip(near) {
        if near {
            if skipped > 0 {
                short.push(DiffLine::Skipped(skipped));
                skipped = 0;
            }
            short.push(line);
        } else {
            skipped += 1;
        }
    }
    if skipped > 0 {
        short.push(DiffLine::Skipped(skipped));
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changes_stand_among_what_is_around_them() {
        let old = "a\nb\nc\nd\ne\nf\ng\n";
        let new = "a\nb\nc\nD\ne\nf\ng\n";
        assert_eq!(
            diff(old, new),
            [
                DiffLine::Skipped(1),
                DiffLine::Same("b"),
                DiffLine::Same("c"),
                DiffLine::Old("d"),
                DiffLine::New("D"),
                DiffLine::Same("e"),
                DiffLine::Same("f"),
                DiffLine::Skipped(1),
            ]
        );
        assert!(diff(old, old).is_empty());
        assert_eq!(diff("", "x"), [DiffLine::New("x")]);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_off(old in "([abc]\n){0,12}", new in "([abc]\n){0,12}") {
            let (old_lines, new_lines): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
            let all = compare(&old_lines, &new_lines);
            let of = |side: fn(&DiffLine<'_>) -> bool| -> Vec<String> {
                all.iter().filter(|line| side(line)).map(|line| match line {
                    DiffLine::Same(text) | DiffLine::Old(text) | DiffLine::New(text) => (*text).to_owned(),
                    DiffLine::Skipped(_) => String::new(),
                }).collect()
            };
            prop_assert_eq!(of(|line| !matches!(line, DiffLine::New(_))), old_lines);
            prop_assert_eq!(of(|line| !matches!(line, DiffLine::Old(_))), new_lines);
        }
    }
}
