import { type QueryClient, useQuery } from "@tanstack/react-query";
import { isTerminal } from "../../../contract/status.ts";
import { getCharacter, getReferences } from "../../api/characters.ts";

/** While references are made they are asked for this often, whatever the job's own events say, in milliseconds. */
const POLL_MS = 3000;

export const useCharacter = (id: string) =>
	useQuery({ queryKey: ["character", id], queryFn: ({ signal }) => getCharacter(id, signal) });

/** The references that count, and the job that makes the next; asked for until that has ended. */
export const useReferences = (id: string) =>
	useQuery({
		queryKey: ["references", id],
		queryFn: ({ signal }) => getReferences(id, signal),
		refetchInterval: ({ state }) => {
			const job = state.data?.job;
			return job && !isTerminal(job.status) ? POLL_MS : false;
		},
	});

/** Everything that hangs on the references of a character is asked for again. */
export function referencesChanged(queries: QueryClient, id: string): void {
	for (const queryKey of [
		["references", id],
		["character", id],
		["character-jobs", id],
		["character-pictures", id],
		["characters"],
	])
		void queries.invalidateQueries({ queryKey });
}
