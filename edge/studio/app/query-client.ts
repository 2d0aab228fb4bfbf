import { QueryClient } from "@tanstack/react-query";
import { Refusal } from "../api.ts";

/** What is not kept up to date by events is asked for again when it is older than this, in milliseconds. */
const STALE_MS = 10_000;
const TRIES = 3;

export const queryClient = new QueryClient({
	defaultOptions: {
		queries: {
			staleTime: STALE_MS,
			// A refusal says the same the next time; what did not answer may.
			retry: (failures, error) => !(error instanceof Refusal && error.status < 500) && failures < TRIES,
		},
	},
});
