import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../words/format.ts";

/** What has no news of its own is looked at so often, in milliseconds. */
const LOOK_MS = 60_000;
/** As many, and more, are told alike. */
const MANY = 100;

/** How many things wait on a page, beside its name in the menu. */
export function MenuCount({ path, count }: { path: string; count(signal: AbortSignal): Promise<number> }) {
	const format = useFormat();
	const { data = 0 } = useQuery({
		queryKey: ["menu-count", path],
		queryFn: ({ signal }) => count(signal),
		refetchInterval: LOOK_MS,
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
