import type { JobStatus } from "../contract/status.ts";

/** What is known of a LoRA that stages wait for. */
export interface LoraFacts {
	/** `name@version`. */
	reference: string;
	version: number;
	/** It is there. */
	there: boolean;
	/** The number that the latest version of its name got; null: there is no LoRA of that name. */
	latest: number | null;
	/** The job that makes it now, or whose checkpoint a person is to promote; null: none. */
	maker: string | null;
	/** The job that it was waited for, and how that stands; null: it was to be uploaded. */
	training: { id: string; status: JobStatus | null } | null;
}

/** What becomes of those who wait for it. */
export type LoraFate = { fate: "there" } | { fate: "waits" } | { fate: "never"; why: string };

/** Pure. What is uploaded can always come, as long as it would be the next version of its name. */
export function fateOf({ reference, version, there, latest, maker, training }: LoraFacts): LoraFate {
	if (there) return { fate: "there" };
	if (maker !== null) return { fate: "waits" };
	const never = (why: string): LoraFate => ({
		fate: "never",
		why: `the LoRA ${reference} will not come: ${why}`,
	});
	if (training !== null) {
		const { id, status } = training;
		const ended = status === "failed" || status === "canceled" || status === "expired";
		return never(
			ended ? `its training ${id} is ${status}` : `nobody makes it any more, its training was ${id}`,
		);
	}
	return (latest ?? 0) + 1 === version ? { fate: "waits" } : never("it was removed");
}
