//! The table of a measurement.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::data::Set;
use crate::story::Outcome;

/// Markdown for people and for the folder of results.
pub(crate) fn write(outcome: &Outcome, revision: &str, set: &Set) -> String {
    let mut out = String::new();
    // Writing into a text cannot fail.
    let _ = tell(&mut out, outcome, revision, set);
    out
}

fn tell(out: &mut String, outcome: &Outcome, revision: &str, set: &Set) -> std::fmt::Result {
    let counts = set.counts;
    let date = Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string();
    writeln!(out, "# {}\n", outcome.title)?;
    writeln!(
        out,
        "`cargo xtask bench {}` on {date}, revision {revision}, {}. SQLite, durable, {} people here, {} elsewhere, {} posts.\n",
        outcome.name,
        machine(),
        counts.here,
        counts.elsewhere,
        counts.posts
    )?;
    rows(out, outcome)?;
    writeln!(out, "\n## Against the budgets\n")?;
    writeln!(out, "| what | budget | found | |")?;
    writeln!(out, "|---|---|---|---|")?;
    for budget in &outcome.budgets {
        let is_met = (budget.found <= budget.bar) == budget.is_ceiling;
        let share = budget.found / budget.bar.max(1e-9);
        let verdict = if is_met {
            "met".to_owned()
        } else {
            format!("**missed**: {share:.2} of the budget")
        };
        let sign = if budget.is_ceiling { "≤" } else { "≥" };
        writeln!(
            out,
            "| {} | {sign} {:.0} | {:.1} | {verdict} |",
            budget.what, budget.bar, budget.found
        )?;
    }
    machine_limits(out, outcome)?;
    where_time_goes(out, outcome)
}

fn rows(out: &mut String, outcome: &Outcome) -> std::fmt::Result {
    writeln!(
        out,
        "| what | per CPU second (runs) | per second | p50 ms | p99 ms | answer, bytes | not 2xx |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    for row in &outcome.rows {
        let figures = &row.figures;
        let runs: Vec<String> = row.all.iter().map(|run| format!("{run:.0}")).collect();
        let refused = match figures.refusal {
            Some(status) => format!("**{} ({status}): invalid**", figures.refused),
            None => "0".to_owned(),
        };
        writeln!(
            out,
            "| {} | {:.0} ({}) | {:.0} | {:.2} | {:.2} | {} | {refused} |",
            row.what,
            figures.per_cpu_second(),
            runs.join(", "),
            figures.per_second(),
            figures.p50,
            figures.p99,
            figures.bytes
        )?;
    }
    for remark in &outcome.remarks {
        writeln!(out, "\n{remark}")?;
    }
    if let Some(fresh) = outcome.fresh {
        writeln!(
            out,
            "\nA post was at the top of a follower's home {:.1} ms after its writer had the answer.",
            fresh.as_secs_f64() * 1e3
        )?;
    }
    writeln!(
        out,
        "\nMemory (anonymous): {:.0} MiB idle, {:.0} MiB loaded. Start to first connection: {:.0} ms.",
        outcome.idle,
        outcome.loaded,
        outcome.started_in.as_secs_f64() * 1e3
    )
}

fn machine_limits(out: &mut String, outcome: &Outcome) -> std::fmt::Result {
    let limits = &outcome.limits;
    writeln!(out, "\n## The machine in the same minute\n")?;
    writeln!(out, "| limit | per second |")?;
    writeln!(out, "|---|---|")?;
    for (what, found) in [
        (
            "50 kB from memory by the same libraries, per CPU second",
            limits.still,
        ),
        (
            "durable transactions of one row, one after the other",
            limits.alone,
        ),
        ("the same from 64 sides", limits.together),
        ("fdatasync of 4 KiB", limits.flushes),
        ("RSA-2048 signatures, one core", limits.signatures),
    ] {
        writeln!(out, "| {what} | {found:.0} |")?;
    }
    Ok(())
}

fn where_time_goes(out: &mut String, outcome: &Outcome) -> std::fmt::Result {
    writeln!(out, "\n## Where the time goes\n")?;
    for (thread, share) in &outcome.threads {
        writeln!(out, "- {:.0} % in threads named `{thread}`", share * 100.0)?;
    }
    if !outcome.hot.is_empty() {
        writeln!(out, "\nThe functions that take most, by `perf`:\n\n```text")?;
        for line in &outcome.hot {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "```")?;
    }
    Ok(())
}

/// What kind of machine it is, without its name.
pub(crate) fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok())
        .unwrap_or(0);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|rest| rest.split_once(": "))
        .map_or("", |(_, model)| model);
    format!("{cores} shared cores ({model}), {} GiB", kib / 1024 / 1024)
}
