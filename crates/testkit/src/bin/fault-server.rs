//! Runs fault servers for tests in other languages: commands on stdin, answers on stdout, see
//! `vexil_testkit::protocol`. Ends when stdin ends, or after ten minutes without a command.
#![forbid(unsafe_code)]

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, stdin, stdout};
use tokio::time::timeout;
use vexil_testkit::protocol::Servers;

const LONGEST_SILENCE: Duration = Duration::from_secs(600);

fn main() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(run());
    // A thread may still be waiting for input.
    runtime.shutdown_background();
    ended
}

async fn run() -> io::Result<()> {
    let mut servers = Servers::default();
    let mut lines = BufReader::new(stdin()).lines();
    let mut output = stdout();
    while let Ok(line) = timeout(LONGEST_SILENCE, lines.next_line()).await {
        let Some(line) = line? else { break };
        let answer = servers.handle(&line).await;
        output.write_all(format!("{answer}\n").as_bytes()).await?;
        output.flush().await?;
    }
    Ok(())
}
