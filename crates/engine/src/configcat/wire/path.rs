//! Where in the config a node stands, for error messages.

use crate::configcat::Failure;

/// The path of a node. Costs nothing until it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'p> {
    parent: Option<&'p Self>,
    step: Step<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Root,
    Property(&'p [u8]),
    Index(usize),
}

impl<'p> Path<'p> {
    /// The whole config.
    pub(super) const ROOT: Self = Self { parent: None, step: Step::Root };

    /// A property of the node.
    pub(super) const fn property(&'p self, name: &'p [u8]) -> Self {
        Path { parent: Some(self), step: Step::Property(name) }
    }

    /// An item of the node.
    pub(super) const fn index(&'p self, index: usize) -> Self {
        Path { parent: Some(self), step: Step::Index(index) }
    }

    /// The node has to be there, but is not, or is `null`.
    pub(super) fn missing(&self) -> Failure {
        self.failure("Invalid config JSON content. Missing required value at ")
    }

    /// The node has another type than it should have.
    pub(super) fn mismatch(&self) -> Failure {
        self.failure("Invalid config JSON content. Type mismatch at ")
    }

    fn failure(&self, text: &str) -> Failure {
        let mut message = text.as_bytes().to_vec();
        self.write(&mut message);
        Failure::InvalidModel(message)
    }

    fn write(&self, out: &mut Vec<u8>) {
        if let Some(parent) = self.parent {
            parent.write(out);
        }
        match self.step {
            Step::Root => out.push(b'$'),
            Step::Property(name) => {
                out.push(b'.');
                out.extend_from_slice(name);
            }
            Step::Index(index) => out.extend_from_slice(format!("[{index}]").as_bytes()),
        }
    }
}
