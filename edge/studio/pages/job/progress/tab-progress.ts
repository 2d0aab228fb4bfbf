import { useEffect, useRef } from "react";
import type { JobResource } from "../../../../contract/jobs/jobs.ts";
import { isTerminal, type JobStatus } from "../../../../contract/status.ts";
import { notify } from "../../../app/session/notifications.tsx";
import { useFormat } from "../../../words/format.ts";
import { shell } from "../../../words/shell.ts";
import { overallPercent } from "./overall-bar.tsx";
import { ringIcon } from "./ring-icon.ts";

/** Shows in the browser's tab how far a job is, and tells of its end, or that it waits for somebody. */
export function useTabProgress(job: JobResource | undefined, name: string): void {
	const states = shell.use();
	const format = useFormat();
	const status = job?.status;
	const waits = job !== undefined && job.awaiting !== null;
	const percent = job ? Math.round(overallPercent(job)) : 0;
	const shown =
		status === undefined
			? null
			: waits
				? states("awaiting_approval")
				: isTerminal(status)
					? states(status)
					: format.percent(percent);
	useEffect(() => {
		if (shown === null) return;
		// After whatever else names the tab when the page has changed.
		const timer = setTimeout(() => {
			document.title = `${shown} · ${name}`;
		});
		return () => clearTimeout(timer);
	}, [shown, name]);
	const running = status !== undefined && !isTerminal(status);
	useEffect(() => {
		const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
		if (!link || !running) return;
		const before = link.href;
		link.href = ringIcon(percent);
		return () => {
			link.href = before;
		};
	}, [running, percent]);
	useNews(job?.id, status, waits, name);
}

/** Notifies of what happened while the page was there and nobody looked at it. */
function useNews(id: string | undefined, status: JobStatus | undefined, waits: boolean, name: string): void {
	const states = shell.use();
	const before = useRef({ status, waits });
	useEffect(() => {
		const was = before.current;
		before.current = { status, waits };
		if (id === undefined || status === undefined || was.status === undefined) return;
		if (isTerminal(status) && !isTerminal(was.status)) notify(`${states(status)}: ${name}`, id);
		else if (waits && !was.waits) notify(`${states("awaiting_approval")}: ${name}`, id);
	}, [id, status, waits, name, states]);
}
