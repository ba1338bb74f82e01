//! Reading `text/event-stream`, by the rules of the HTML standard (section 9.2.6).

use std::time::Duration;

/// What comes in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// Something that is not empty.
    Event {
        /// `message`, unless the server names it.
        name: Vec<u8>,
        /// Its lines, with line feeds in between.
        data: Vec<u8>,
    },
    /// How long to wait before the next connection.
    Reconnect(Duration),
}

/// The text takes more memory than it may. Holds what was whole before.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLarge(pub(crate) Vec<Item>);

/// A stream that is being read.
#[derive(Debug, Default)]
pub(crate) struct EventStream {
    limit: usize,
    /// How many bytes of the mark at the start were seen; `None` once it is clear.
    mark: Option<usize>,
    /// The line that has not ended.
    line: Vec<u8>,
    /// The last line has ended with a carriage return: a line feed belongs to it.
    after_return: bool,
    name: Vec<u8>,
    data: Vec<u8>,
    /// The identifier of the event that is being read.
    next_id: Vec<u8>,
    /// That of the last whole one.
    id: Vec<u8>,
}

const MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

impl EventStream {
    /// A stream, of which no event may be larger than `limit` bytes. `id` is what the last connection ended with.
    pub(crate) fn new(limit: usize, id: Vec<u8>) -> Self {
        Self { limit, mark: Some(0), next_id: id.clone(), id, ..Self::default() }
    }

    /// The identifier of the last event: what to go on after.
    pub(crate) fn last_id(&self) -> &[u8] {
        &self.id
    }

    /// Reads on, and gives what is whole now.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Item>, TooLarge> {
        let mut items = Vec::new();
        if self.read(bytes, &mut items) { Ok(items) } else { Err(TooLarge(items)) }
    }

    /// Reads on, as long as there is room. Tells whether there was.
    fn read(&mut self, bytes: &[u8], items: &mut Vec<Item>) -> bool {
        let mut rest = self.skip_mark(bytes);
        while let Some((first, after)) = rest.split_first() {
            if std::mem::take(&mut self.after_return) && *first == b'\n' {
                rest = after;
                continue;
            }
            let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                return self.extend_line(rest);
            };
            let (line, end) = rest.split_at(end);
            if !self.extend_line(line) {
                return false;
            }
            self.after_return = end.first() == Some(&b'\r');
            rest = end.get(1..).unwrap_or_default();
            items.extend(self.end_line());
        }
        true
    }

    /// What follows the mark that a stream may begin with.
    fn skip_mark<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let Some(seen) = self.mark else { return bytes };
        let expected = MARK.get(seen..).unwrap_or_default();
        let common = expected.iter().zip(bytes).take_while(|(expected, byte)| expected == byte).count();
        if common == expected.len() {
            self.mark = None;
            return bytes.get(common..).unwrap_or_default();
        }
        if common == bytes.len() {
            self.mark = Some(seen + common);
            return &[];
        }
        // It only looked like one: it is text.
        self.mark = None;
        self.line.extend_from_slice(MARK.get(..seen).unwrap_or_default());
        bytes
    }

    /// Goes on with a line, if there is room. Tells whether there was.
    fn extend_line(&mut self, bytes: &[u8]) -> bool {
        let has_room = self.line.len() + self.data.len() + bytes.len() <= self.limit;
        if has_room {
            self.line.extend_from_slice(bytes);
        }
        has_room
    }

    fn end_line(&mut self) -> Option<Item> {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            return self.end_event();
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (field, value) = line.split_at(colon.unwrap_or(line.len()));
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" => self.name = value.to_vec(),
            b"data" => {
                self.data.extend_from_slice(value);
                self.data.push(b'\n');
            }
            b"id" if !value.contains(&0) => self.next_id = value.to_vec(),
            b"retry" => return milliseconds(value).map(Item::Reconnect),
            // Comments, which have no field, and what is unknown.
            _ => {}
        }
        None
    }

    fn end_event(&mut self) -> Option<Item> {
        self.id.clone_from(&self.next_id);
        let name = std::mem::take(&mut self.name);
        let mut data = std::mem::take(&mut self.data);
        // The last line feed is no part of it; without any line there is none.
        data.pop()?;
        Some(Item::Event { name: if name.is_empty() { b"message".to_vec() } else { name }, data })
    }
}

fn milliseconds(value: &[u8]) -> Option<Duration> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // More than there are numbers for is still very long.
    let number = std::str::from_utf8(value).ok()?.parse().unwrap_or(u64::MAX);
    Some(Duration::from_millis(number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(name: &str, data: &str) -> Item {
        Item::Event { name: name.into(), data: data.into() }
    }

    fn read(text: &str) -> (Vec<Item>, String) {
        let mut stream = EventStream::new(1000, Vec::new());
        let items = stream.push(text.as_bytes()).unwrap();
        (items, String::from_utf8(stream.last_id().to_vec()).unwrap())
    }

    /// The examples of the HTML standard.
    #[test]
    fn the_examples_of_the_standard() {
        let (items, _) = read("data: YHOO\ndata: +2\ndata: 10\n\n");
        assert_eq!(items, [event("message", "YHOO\n+2\n10")]);
        let (items, id) = read(
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n",
        );
        assert_eq!(items, [event("message", "first event"), event("message", "second event")]);
        assert_eq!(id, "");
        let (items, _) = read("data\n\ndata\ndata\n\ndata:");
        assert_eq!(items, [event("message", ""), event("message", "\n")]);
        let (items, _) = read("data:test\n\ndata: test\n\n");
        assert_eq!(items, [event("message", "test"), event("message", "test")]);
    }

    #[test]
    fn what_the_proxy_of_growthbook_sends() {
        let (items, id) =
            read("retry: 10000\n\ndata: \n\nid: 7 \nevent: features\ndata: {\"features\":{}}\n\n");
        let features = event("features", r#"{"features":{}}"#);
        assert_eq!(items, [Item::Reconnect(Duration::from_secs(10)), event("message", ""), features]);
        assert_eq!(id, "7 ");
    }

    #[test]
    fn an_identifier_stays_until_there_is_another_and_counts_once_its_event_is_whole() {
        assert_eq!(read("id: 1\ndata: a\n\ndata: b\n\n").1, "1");
        assert_eq!(read("id: 1\n\nid: 2\ndata: a\n").1, "1");
        assert_eq!(read("id: 1\n\nid: 2\n\n").1, "2", "an event without data");
        assert_eq!(read("id: 1\n\nid: 2\0\n\n").1, "1");
    }

    #[test]
    fn names_are_for_one_event() {
        let (items, _) = read("event: a\n\ndata: 1\n\nevent: b\nevent: c\ndata: 2\n\n");
        assert_eq!(items, [event("message", "1"), event("c", "2")]);
    }

    #[test]
    fn only_digits_are_a_time() {
        for text in ["-1", "+1", "1.5", "1e3", "", "1 ", "x", "١"] {
            assert_eq!(read(&format!("retry: {text}\n\n")).0, [], "{text:?}");
        }
        let endless = read("retry: 99999999999999999999999999\n\n").0;
        assert_eq!(endless, [Item::Reconnect(Duration::from_millis(u64::MAX))]);
    }

    #[test]
    fn fields_are_whole_lines() {
        assert_eq!(read("Data: a\n data: b\ndata : c\ndatas: d\n\n").0, []);
    }

    #[test]
    fn a_mark_at_the_start_is_no_text() {
        assert_eq!(read("\u{FEFF}data: a\n\n").0, [event("message", "a")]);
        assert_eq!(read("data: a\n\n\u{FEFF}data: b\n\n").0, [event("message", "a")]);
        assert_eq!(read("\u{FEFF}\u{FEFF}data: a\n\n").0, []);
        let mut stream = EventStream::new(100, Vec::new());
        assert_eq!(stream.push(b"\xEF\xBB").unwrap(), []);
        assert_eq!(stream.push(b"X: half a mark\ndata: a\n\n").unwrap(), [event("message", "a")]);
    }

    #[test]
    fn events_and_lines_have_a_limit() {
        let mut stream = EventStream::new(100, Vec::new());
        assert_eq!(stream.push(&[b'x'; 100]), Ok(vec![]));
        assert_eq!(stream.push(b"x"), Err(TooLarge(vec![])));
        let mut stream = EventStream::new(100, Vec::new());
        assert_eq!(stream.push(b"data: 12345678901234567890123456789012345678901234567890\n"), Ok(vec![]));
        assert_eq!(
            stream.push(b"data: 12345678901234567890123456789012345678901234567890\n"),
            Err(TooLarge(vec![]))
        );
        // Small ones never add up.
        let mut stream = EventStream::new(100, Vec::new());
        for _ in 0..1000 {
            assert_eq!(stream.push(b"data: 1\n\n"), Ok(vec![event("message", "1")]));
        }
    }

    /// Their identifiers are remembered, so a server would not send them again.
    #[test]
    fn events_before_one_that_is_too_large_are_not_lost() {
        let mut stream = EventStream::new(20, Vec::new());
        let read = stream.push(b"id: 1\ndata: a\n\ndata: 12345678901234567890\n\n");
        assert_eq!(read, Err(TooLarge(vec![event("message", "a")])));
        assert_eq!(stream.last_id(), b"1");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn neither_cuts_nor_kinds_of_line_ends_matter(
            lines in prop::collection::vec("(data|event|id|retry|:|)(: ?)?[a-z0-9\u{FEFF}]{0,3}", 0..12),
            ends in prop::collection::vec(prop_oneof![Just("\n"), Just("\r"), Just("\r\n")], 12),
            cuts in prop::collection::vec(1..5_usize, 1..60),
        ) {
            let plain: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let mixed: String = lines.iter().zip(&ends).map(|(line, end)| format!("{line}{end}")).collect();
            // A lone return before an empty line that ends with a line feed is one end of a line, not two.
            prop_assume!(mixed.replace("\r\n", "\n").replace('\r', "\n") == plain);
            let whole = EventStream::new(1000, Vec::new()).push(plain.as_bytes()).unwrap();
            let mut stream = EventStream::new(1000, Vec::new());
            let mut items = Vec::new();
            let mut rest = mixed.as_bytes();
            for size in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (now, later) = rest.split_at((*size).min(rest.len()));
                items.extend(stream.push(now).unwrap());
                rest = later;
            }
            prop_assert_eq!(items, whole);
        }
    }
}
