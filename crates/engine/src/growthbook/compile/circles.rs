//! Which features need each other in a circle.

use crate::growthbook::model::Circle;

/// What is known of features and the features that they need.
pub(super) struct Circles {
    /// How each feature is related to circles.
    pub(super) of: Vec<Circle>,
    /// All features, each behind those that it needs, unless they are in a circle with it.
    pub(super) order: Vec<u32>,
}

/// A feature whose needs are being followed.
struct Visit {
    node: u32,
    /// The next of its needs.
    next: usize,
}

/// Finds the circles (Tarjan's strongly connected components) in linear time, without recursion. `needs` has the features that each feature
/// needs.
pub(super) fn find_circles(needs: &[Vec<u32>]) -> Circles {
    let mut search = Search {
        needs,
        number: vec![0; needs.len()],
        lowest: vec![0; needs.len()],
        is_open: vec![false; needs.len()],
        open: Vec::new(),
        count: 0,
        circles: Circles { of: vec![Circle::default(); needs.len()], order: Vec::with_capacity(needs.len()) },
    };
    for node in (0..).take(needs.len()) {
        search.visit(node);
    }
    search.circles
}

struct Search<'n> {
    needs: &'n [Vec<u32>],
    /// In the order of the visits, from 1 on; 0: not visited.
    number: Vec<u32>,
    /// The lowest number of an open feature that can be reached.
    lowest: Vec<u32>,
    /// Whether a feature's component is not complete.
    is_open: Vec<bool>,
    open: Vec<u32>,
    count: u32,
    circles: Circles,
}

impl Search<'_> {
    fn visit(&mut self, node: u32) {
        let mut path = Vec::new();
        self.enter(node, &mut path);
        while let Some(Visit { node, next }) = path.last_mut() {
            let node = *node;
            let need = self.needs.get(node as usize).and_then(|needs| needs.get(*next)).copied();
            *next += 1;
            match need {
                Some(need) if at(&self.number, need) == 0 => self.enter(need, &mut path),
                Some(need) => {
                    if at(&self.is_open, need) {
                        self.lower(node, at(&self.number, need));
                    }
                }
                None => {
                    path.pop();
                    self.complete(node);
                    if let Some(parent) = path.last() {
                        self.lower(parent.node, at(&self.lowest, node));
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: u32, path: &mut Vec<Visit>) {
        if at(&self.number, node) != 0 {
            return;
        }
        self.count += 1;
        set(&mut self.number, node, self.count);
        set(&mut self.lowest, node, self.count);
        set(&mut self.is_open, node, true);
        self.open.push(node);
        path.push(Visit { node, next: 0 });
    }

    fn lower(&mut self, node: u32, number: u32) {
        let lowest = at(&self.lowest, node).min(number);
        set(&mut self.lowest, node, lowest);
    }

    /// All that the feature needs was visited. If nothing leads further back, what is open from it on is a component.
    fn complete(&mut self, node: u32) {
        if at(&self.lowest, node) != at(&self.number, node) {
            return;
        }
        let start = self.open.iter().rposition(|open| *open == node).unwrap_or_default();
        let component = self.open.split_off(start);
        for member in &component {
            set(&mut self.is_open, *member, false);
        }
        let needs = |node: u32| self.needs.get(node as usize).map(Vec::as_slice).unwrap_or_default();
        let is_in = component.len() > 1 || needs(node).contains(&node);
        let is_below = is_in
            || component
                .iter()
                .any(|member| needs(*member).iter().any(|need| at(&self.circles.of, *need).is_below));
        for member in component {
            set(&mut self.circles.of, member, Circle { is_in, is_below });
            self.circles.order.push(member);
        }
    }
}

fn at<T: Copy + Default>(list: &[T], place: u32) -> T {
    list.get(place as usize).copied().unwrap_or_default()
}

fn set<T>(list: &mut [T], place: u32, value: T) {
    if let Some(slot) = list.get_mut(place as usize) {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_and_what_leads_to_them() {
        // 0 → 1 ⇄ 2, 3 → 0, 4 → 4, 5 → 6.
        let needs = vec![vec![1], vec![2], vec![1], vec![0], vec![4], vec![6], vec![]];
        let circles = find_circles(&needs);
        let marks: Vec<_> = circles.of.iter().map(|circle| (circle.is_in, circle.is_below)).collect();
        let (inside, below, apart) = ((true, true), (false, true), (false, false));
        assert_eq!(marks, [below, inside, inside, below, inside, apart, apart]);
        let place = |node| circles.order.iter().position(|it| *it == node).unwrap();
        assert_eq!(circles.order.len(), 7);
        assert!(place(1) < place(0) && place(0) < place(3) && place(6) < place(5));
    }

    #[test]
    fn long_chains_take_no_stack() {
        let length = 200_000;
        let mut needs: Vec<Vec<u32>> = (1..=length).map(|next| vec![next]).collect();
        needs.push(vec![]);
        assert_eq!(find_circles(&needs).order.first(), Some(&length));
        needs.push(vec![0]);
        if let Some(last) = needs.get_mut(length as usize) {
            last.push(length + 1);
        }
        assert!(find_circles(&needs).of.iter().all(|circle| circle.is_in));
    }
}
