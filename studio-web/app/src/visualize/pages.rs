//! Which rows of a table the page holds, asks for and forgets.

use ml_protocol::{TablePage, TableView};
use std::collections::BTreeMap;
use std::ops::Range;

/// Pages held at most.
const HELD: usize = 24;

/// Pages of equal length, by their number.
#[derive(Clone, Debug)]
pub(super) struct Pages {
    rows: u64,
    length: u64,
    /// None while on its way.
    pages: BTreeMap<u64, Option<TablePage>>,
}

impl Pages {
    /// For a table, with the rows that its view brought along.
    pub(super) fn of(table: &TableView) -> Pages {
        let held = table.first.cells.first().map_or(0, Vec::len) as u64;
        // A small table may have come whole.
        let length = TablePage::length(table.columns.len()).max(held);
        let mut pages = Pages { rows: table.rows, length, pages: BTreeMap::new() };
        if held == length.min(table.rows) {
            pages.put(table.first.clone());
        }
        pages
    }

    /// The pages needed to show `range` that are neither here nor on their way, as first row and number of rows. They count as on
    /// their way from now on.
    pub(super) fn request(&mut self, range: Range<u64>) -> Vec<(u64, u64)> {
        if self.rows == 0 || range.is_empty() {
            return Vec::new();
        }
        let first = range.start.min(self.rows - 1) / self.length;
        let last = (range.end - 1).min(self.rows - 1) / self.length;
        let mut wanted = Vec::new();
        for page in first..=last {
            if let std::collections::btree_map::Entry::Vacant(place) = self.pages.entry(page) {
                place.insert(None);
                let offset = page * self.length;
                wanted.push((offset, self.length.min(self.rows - offset)));
            }
        }
        self.forget_far((first + last) / 2);
        wanted
    }

    /// Takes a page in.
    pub(super) fn put(&mut self, page: TablePage) {
        self.pages.insert(page.offset / self.length, Some(page));
    }

    /// A page did not come; it may be asked for again.
    pub(super) fn lost(&mut self, offset: u64) {
        self.pages.remove(&(offset / self.length));
    }

    /// A cell: none while its page is not here, `Some(None)` when its value is missing.
    pub(super) fn cell(&self, row: u64, column: usize) -> Option<Option<&str>> {
        let page = self.pages.get(&(row / self.length))?.as_ref()?;
        let cell = page.cells.get(column)?.get((row - page.offset) as usize)?;
        Some(cell.as_deref())
    }

    fn forget_far(&mut self, centre: u64) {
        while self.pages.len() > HELD {
            let far = self.pages.keys().copied().max_by_key(|page| page.abs_diff(centre));
            let Some(far) = far else { return };
            self.pages.remove(&far);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pages(rows: u64, columns: usize, first: u64) -> Pages {
        let mut page = page(0, first, rows);
        page.cells = vec![page.cells[0].clone(); columns];
        let column = ml_protocol::ColumnView {
            name: "a".into(),
            element_type: "Integer".into(),
            categorical: false,
            role: String::new(),
        };
        Pages::of(&TableView { rows, columns: vec![column; columns], first: page })
    }

    fn page(offset: u64, rows: u64, total: u64) -> TablePage {
        let cell = |row: u64| (!row.is_multiple_of(7)).then(|| row.to_string());
        TablePage {
            offset,
            rows: total,
            columns: vec!["a".into()],
            cells: vec![(offset..offset + rows).map(cell).collect()],
        }
    }

    #[test]
    fn a_page_is_asked_for_once() {
        let mut pages = pages(1000, 1, 0);
        assert_eq!(pages.request(390..410), [(0, 400), (400, 400)]);
        assert_eq!(pages.request(395..405), []);
        assert_eq!(pages.request(990..2000), [(800, 200)]);
        pages.lost(400);
        assert_eq!(pages.request(400..401), [(400, 400)]);
    }

    #[test]
    fn an_empty_table_needs_no_page() {
        assert_eq!(pages(0, 3, 0).request(0..50), []);
    }

    #[test]
    fn the_first_page_comes_with_the_view() {
        let mut long = pages(1000, 1, 400);
        assert_eq!(long.request(0..50), []);
        assert_eq!(long.cell(1, 0), Some(Some("1")));
        assert_eq!(long.request(390..410), [(400, 400)]);
        let mut whole = pages(1000, 1, 1000);
        assert_eq!(whole.request(0..1000), []);
        assert_eq!(whole.cell(999, 0), Some(Some("999")));
    }

    proptest! {
        #[test]
        fn scrolling_anywhere_shows_the_right_cells(starts in prop::collection::vec(0u64..100_000, 1..60)) {
            let mut pages = pages(100_000, 30, 400);
            for start in starts {
                let range = start..(start + 40).min(100_000);
                for (offset, rows) in pages.request(range.clone()) {
                    pages.put(page(offset, rows, 100_000));
                }
                prop_assert!(pages.pages.len() <= HELD);
                for row in range {
                    let expected = (!row.is_multiple_of(7)).then(|| row.to_string());
                    prop_assert_eq!(pages.cell(row, 0), Some(expected.as_deref()));
                }
            }
        }
    }
}
