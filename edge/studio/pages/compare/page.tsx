import { useQueries } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useShortcuts } from "../../app/frame/shortcuts.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { Link, useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Choice } from "../../ui/form/choice.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { getAsset } from "../assets.ts";
import { Difference } from "./difference.tsx";
import { SideBySide } from "./side-by-side.tsx";
import { SliderView } from "./slider-view.tsx";
import { words } from "./words.ts";

const MODES = ["slider", "side", "difference"] as const;
type Mode = (typeof MODES)[number];

/** Two pictures, in three ways of seeing what differs. Keys 1, 2, 3 choose between them, `s` swaps the two. */
export default function ComparePage({ params, title }: PageProps) {
	const say = words.use();
	const { go } = useRouter();
	const { first = "", second = "" } = params;
	const [mode, setMode] = useState<Mode>("slider");
	const queries = useQueries({
		queries: [first, second].map((id) => ({
			queryKey: ["asset", id],
			queryFn: ({ signal }: { signal: AbortSignal }) => getAsset(id, signal),
		})),
	});
	const [a, b] = queries.map(({ data }) => data);
	const error = queries.find((query) => query.isError)?.error;
	useShortcuts(
		useMemo(() => {
			const swap = () => go(`/compare/${second}/${first}`, { replace: true });
			const modes = MODES.map((one, i): [string, () => void] => [String(i + 1), () => setMode(one)]);
			const leave = () => go("/gallery");
			return { ...Object.fromEntries(modes), s: swap, Escape: leave };
		}, [first, second, go]),
	);
	if (error)
		return (
			<LoadFailed
				error={error}
				onRetry={() => {
					for (const query of queries) void query.refetch();
				}}
			/>
		);
	const names: Record<Mode, string> = {
		slider: say("slider"),
		side: say("side"),
		difference: say("difference"),
	};
	return (
		<>
			<Link
				to="/gallery"
				className="mb-4 inline-flex items-center gap-1 rounded text-sm font-medium text-muted hover:text-ink"
			>
				<Icon name="back" className="size-4" />
				{say("back")}
			</Link>
			<PageHead
				title={title}
				lead={<span className="hidden md:inline">{say("keys")}</span>}
				actions={
					<Button icon="swap" onClick={() => go(`/compare/${second}/${first}`, { replace: true })}>
						{say("swap")}
					</Button>
				}
			/>
			<Choice<Mode>
				label={say("view")}
				value={mode}
				options={MODES.map((one): [Mode, string] => [one, names[one]])}
				onChange={setMode}
			/>
			<div className="mt-5">
				{!(a && b) && <Skeleton className="mx-auto aspect-square max-w-3xl rounded-xl" />}
				{a && b && mode === "slider" && <SliderView first={a} second={b} />}
				{a && b && mode === "side" && <SideBySide first={a} second={b} />}
				{a && b && mode === "difference" && <Difference first={a} second={b} />}
			</div>
		</>
	);
}
