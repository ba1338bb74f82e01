//! Where in the config a node stands, for error messages.

use crate::configcat::Failure;

/// Why a node cannot be read.
#[derive(Debug)]
pub(super) struct Problem {
    text: &'static str,
    /// Where it stands.
    path: Vec<u8>,
}

impl Problem {
    /// The problem of a node that was read as [`Path::HERE`] and stands at `path`.
    ///
    /// Keys of settings can be long, and a setting can have many problems, of which one is told: so the key is not written for
    /// each of them.
    pub(super) fn below(self, path: &Path<'_>) -> Self {
        let mut whole = Vec::new();
        path.write(&mut whole);
        whole.extend_from_slice(&self.path);
        Self { path: whole, ..self }
    }

    /// The failure of whatever needs the node.
    pub(super) fn into_failure(self) -> Failure {
        Failure::InvalidModel([self.text.as_bytes(), &self.path].concat())
    }
}

/// The path of a node. Costs nothing until it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'p> {
    parent: Option<&'p Self>,
    step: Step<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Root,
    Here,
    Lenient,
    Property(&'p [u8]),
    Index(usize),
}

impl<'p> Path<'p> {
    /// The whole config.
    pub(super) const ROOT: Self = Self { parent: None, step: Step::Root };

    /// A node whose place its parent knows: see [`Problem::below`].
    pub(super) const HERE: Self = Self { parent: None, step: Step::Here };

    /// The same, where values of integer settings may be any number, as Python has it.
    pub(super) const LENIENT: Self = Self { parent: None, step: Step::Lenient };

    /// A property of the node.
    pub(super) const fn property(&'p self, name: &'p [u8]) -> Self {
        Path { parent: Some(self), step: Step::Property(name) }
    }

    /// An item of the node.
    pub(super) const fn index(&'p self, index: usize) -> Self {
        Path { parent: Some(self), step: Step::Index(index) }
    }

    /// The node has to be there, but is not, or is `null`.
    pub(super) fn missing(&self) -> Problem {
        self.problem("Invalid config JSON content. Missing required value at ")
    }

    /// The node has another type than it should have.
    pub(super) fn mismatch(&self) -> Problem {
        self.problem("Invalid config JSON content. Type mismatch at ")
    }

    /// Whether it is below [`LENIENT`](Self::LENIENT).
    pub(super) fn is_lenient(&self) -> bool {
        match self.parent {
            Some(parent) => parent.is_lenient(),
            None => matches!(self.step, Step::Lenient),
        }
    }

    fn problem(&self, text: &'static str) -> Problem {
        let mut path = Vec::new();
        self.write(&mut path);
        Problem { text, path }
    }

    fn write(&self, out: &mut Vec<u8>) {
        if let Some(parent) = self.parent {
            parent.write(out);
        }
        match self.step {
            Step::Root => out.push(b'$'),
            Step::Here | Step::Lenient => {}
            Step::Property(name) => {
                out.push(b'.');
                out.extend_from_slice(name);
            }
            Step::Index(index) => out.extend_from_slice(format!("[{index}]").as_bytes()),
        }
    }
}
