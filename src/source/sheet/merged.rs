//! Merged areas of a sheet, found again by any cell in them.

/// A merged area: first and last row, first and last column, all counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
}

/// Most (area, column) pairs that are kept: a table of a million rows has fewer, a hostile file is cut off here.
const MOST: usize = 4_000_000;

#[derive(Debug, Default)]
pub struct Merged {
    areas: Vec<Area>,
    /// By column, the areas that reach over it, in order of their first rows.
    columns: Vec<Vec<u32>>,
}

impl Merged {
    /// Areas of which one cell is all are none. `width` is the number of columns that anything stands in.
    pub fn new(mut areas: Vec<Area>, width: u32) -> Self {
        areas.retain(|a| {
            (a.top, a.left) != (a.bottom, a.right) && a.top <= a.bottom && a.left <= a.right
        });
        areas.sort_by_key(|a| (a.top, a.left));
        let mut columns = vec![Vec::new(); width as usize];
        let mut kept = 0;
        for (n, area) in (0u32..).zip(&areas) {
            let reach =
                area.left as usize..(area.right.saturating_add(1) as usize).min(columns.len());
            if reach.is_empty() {
                continue;
            }
            kept += reach.len();
            if kept > MOST {
                break;
            }
            columns[reach].iter_mut().for_each(|column| column.push(n));
        }
        Merged { areas, columns }
    }

    /// Columns that anything stands in.
    pub fn width(&self) -> u32 {
        self.columns.len() as u32
    }

    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    pub fn area(&self, row: u32, column: u32) -> Option<Area> {
        let column = self.columns.get(column as usize)?;
        let before = column.partition_point(|n| self.areas[*n as usize].top <= row);
        let area = self.areas[*column.get(before.checked_sub(1)?)? as usize];
        (row <= area.bottom).then_some(area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_an_area_leads_to_it() {
        let area = |top, left, bottom, right| Area {
            top,
            left,
            bottom,
            right,
        };
        let all = vec![
            area(5, 0, 7, 0),
            area(0, 0, 0, 5),
            area(1, 1, 1, 1),
            area(8, 0, 9, 1),
        ];
        let merged = Merged::new(all.clone(), 4);
        for row in 0..12 {
            for column in 0..4 {
                let inside = |a: &&Area| {
                    (a.top..=a.bottom).contains(&row) && (a.left..=a.right).contains(&column)
                };
                let expected = all.iter().filter(|a| **a != area(1, 1, 1, 1)).find(inside);
                assert_eq!(
                    merged.area(row, column).as_ref(),
                    expected,
                    "{row} {column}"
                );
            }
        }
    }
}
