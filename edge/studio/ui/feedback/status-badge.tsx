import type { JOB_STATUSES, STAGE_STATUSES } from "../../../contract/status.ts";
import { shell } from "../../words/shell.ts";
import { Icon, type IconName } from "../icon.tsx";

export type Status = (typeof JOB_STATUSES)[number] | (typeof STAGE_STATUSES)[number];

const LOOKS: Record<Status, [icon: IconName, colour: string]> = {
	queued: ["clock", "text-muted"],
	waiting: ["clock", "text-muted"],
	ready: ["clock", "text-muted"],
	running: ["play", "text-accent"],
	judging: ["eye", "text-accent"],
	awaiting_approval: ["person", "text-warn"],
	succeeded: ["check", "text-good"],
	skipped: ["skip", "text-muted"],
	canceling: ["stop", "text-warn"],
	canceled: ["stop", "text-muted"],
	failed: ["warning", "text-bad"],
	expired: ["warning", "text-bad"],
};

/** A state as icon and word: never by colour alone. `brief`: on a phone the word is for screen readers. */
export function StatusBadge({ status, brief = false }: { status: Status; brief?: boolean }) {
	const say = shell.use();
	const [icon, colour] = LOOKS[status];
	return (
		<span
			data-status={status}
			className={`inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap ${colour}`}
		>
			<Icon name={icon} className="size-4" />
			<span className={brief ? "max-sm:sr-only" : undefined}>{say(status)}</span>
		</span>
	);
}
