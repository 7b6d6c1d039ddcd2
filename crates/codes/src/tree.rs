//! A table of codes, each under the code one level above. Divisions and industries are both such trees.

use std::collections::HashMap;

/// One row of a table of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<L> {
    /// The code as the standard writes it.
    pub code: &'static str,
    /// The official Chinese name.
    pub name: &'static str,
    /// How high it stands.
    pub level: L,
    /// The code one level above; `None` at the top.
    pub parent: Option<&'static str>,
}

pub(crate) struct Tree<L: 'static> {
    entries: Vec<Entry<L>>,
    by_code: HashMap<&'static str, usize>,
    /// Places in `entries`, in the order of the file; the top level stands under `None`.
    children: HashMap<Option<&'static str>, Vec<usize>>,
}

impl<L> Tree<L> {
    /// Reads an embedded file of `code,name,level,parent` lines under one line of headings.
    ///
    /// # Panics
    /// On a malformed line. The file is part of the program, so that is a mistake in the program, which the first
    /// test that touches the table shows.
    pub(crate) fn read(csv: &'static str, level: fn(&str) -> Option<L>) -> Self {
        let entries: Vec<_> = csv
            .lines()
            .skip(1)
            .map(|line| entry(line, level).unwrap_or_else(|| panic!("malformed line: {line}")))
            .collect();
        let mut by_code = HashMap::with_capacity(entries.len());
        let mut children = HashMap::<_, Vec<_>>::new();
        for (place, entry) in entries.iter().enumerate() {
            by_code.insert(entry.code, place);
            children.entry(entry.parent).or_default().push(place);
        }
        Tree { entries, by_code, children }
    }

    pub(crate) fn entries(&self) -> &[Entry<L>] {
        &self.entries
    }

    pub(crate) fn get(&self, code: &str) -> Option<&Entry<L>> {
        self.by_code.get(code).map(|&place| &self.entries[place])
    }

    pub(crate) fn children(&self, parent: Option<&'static str>) -> impl Iterator<Item = &Entry<L>> {
        let places = self.children.get(&parent).map(Vec::as_slice);
        places.unwrap_or_default().iter().map(|&place| &self.entries[place])
    }

    /// From the top down to `entry` itself.
    pub(crate) fn path<'a>(&'a self, entry: &'a Entry<L>) -> Vec<&'a Entry<L>> {
        let above = |entry: &&'a Entry<L>| entry.parent.and_then(|code| self.get(code));
        let mut path: Vec<_> = std::iter::successors(Some(entry), above).collect();
        path.reverse();
        path
    }
}

fn entry<L>(line: &'static str, level: fn(&str) -> Option<L>) -> Option<Entry<L>> {
    let mut cells = line.split(',');
    let entry = Entry {
        code: cells.next()?,
        name: cells.next()?,
        level: level(cells.next()?)?,
        parent: cells.next().map(|code| (!code.is_empty()).then_some(code))?,
    };
    cells.next().is_none().then_some(entry)
}
