import { useQuery } from "@tanstack/react-query";
import type { WorkflowSummary } from "../../../contract/workflows/workflows.ts";
import { ask, type Page, queryOf } from "../../api.ts";
import { newestOfEach } from "./catalogue.ts";

/** Pages that are asked for at most: an account has 200 workflows beside the library. */
const MOST_PAGES = 10;

async function listAll(signal: AbortSignal): Promise<WorkflowSummary[]> {
	const all: WorkflowSummary[] = [];
	let cursor: string | undefined;
	for (let i = 0; i < MOST_PAGES; i++) {
		const page = await ask<Page<WorkflowSummary>>(`/v1/workflows${queryOf({ limit: 200, cursor })}`, {
			signal,
		});
		all.push(...page.data);
		if (page.next_cursor === null) break;
		cursor = page.next_cursor;
	}
	return newestOfEach(all);
}

/** Everything a job may ask for, each workflow once. */
export const useCatalogue = () =>
	useQuery({ queryKey: ["workflows"], queryFn: ({ signal }) => listAll(signal) });
