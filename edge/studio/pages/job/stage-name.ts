import type { JobResource } from "../../../contract/jobs.ts";

/** What a stage is called, for people: its key in words. Pure. */
export function stageName({ key }: Pick<JobResource["stages"][number], "key">): string {
	const text = key.replaceAll(/[_-]+/g, " ");
	return text.charAt(0).toUpperCase() + text.slice(1);
}
