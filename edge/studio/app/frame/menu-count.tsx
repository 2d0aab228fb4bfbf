import { type Query, useQuery } from "@tanstack/react-query";
import { MANY, MENU_COUNTS, untilAsked } from "../../live/menu-counts.ts";
import { useFormat } from "../../words/format.ts";

/** A page that is not seen does not ask; its clock turns no faster than this meanwhile, in milliseconds. */
const TURN_MS = 1_000;
type CountQuery = Query<number, Error, number, string[]>;
const isDue = ({ state }: CountQuery) => untilAsked(state, Date.now()) === 0;

/** How many things wait on a page, beside its name in the menu. */
export function MenuCount({ path, count }: { path: string; count(signal: AbortSignal): Promise<number> }) {
	const format = useFormat();
	const { data = 0 } = useQuery({
		queryKey: [MENU_COUNTS, path],
		queryFn: ({ signal }) => count(signal),
		// News makes it stale many times a second while jobs run: every way to ask again keeps to the same clock.
		staleTime: 0,
		refetchInterval: ({ state }: CountQuery) => Math.max(TURN_MS, untilAsked(state, Date.now())),
		refetchOnMount: isDue,
		refetchOnWindowFocus: isDue,
		refetchOnReconnect: isDue,
	});
	if (data === 0) return null;
	return (
		<span
			data-count={data}
			className="figures ms-auto rounded-full bg-accent px-2 text-xs font-medium text-on-accent"
		>
			{data < MANY ? format.number(data) : `${format.number(MANY - 1)}+`}
		</span>
	);
}
