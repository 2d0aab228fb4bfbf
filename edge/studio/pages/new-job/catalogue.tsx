import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Link } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Choice } from "../../ui/form/choice.tsx";
import { Field } from "../../ui/form/field.tsx";
import { useFormat } from "../../words/format.ts";
import { listPipelines, listWorkflows } from "./data/calls.ts";
import { type GivenLora, takesLora } from "./data/given.ts";
import { inWords } from "./data/names.ts";
import { words } from "./words.ts";

interface Entry {
	to: string;
	title: string;
	purpose: string;
	category: string;
	/** Stages of a pipeline; null for a workflow. */
	stages: number | null;
	seconds: number | null;
	microUsd: number | null;
}

const ALL = "all";
const PIPELINES = "pipelines";
const FRESH_MS = 5 * 60_000;

/** Everything that a job can be of, to look through and to choose from; of `lora`, what can use it. */
export function Catalogue({ lora }: { lora: GivenLora | null }) {
	const say = words.use();
	const [search, setSearch] = useState("");
	const [category, setCategory] = useState<string>(ALL);
	const pipelines = useQuery({
		queryKey: ["pipelines"],
		queryFn: ({ signal }) => listPipelines(signal),
		staleTime: FRESH_MS,
	});
	const workflows = useQuery({
		queryKey: ["workflows"],
		queryFn: ({ signal }) => listWorkflows(signal),
		staleTime: FRESH_MS,
	});
	const entries = useMemo<Entry[]>(
		() => [
			...(lora ? [] : (pipelines.data?.data ?? [])).map((one) => ({
				...{ to: `/new?pipeline=${one.id}`, title: one.title, purpose: one.purpose, category: one.category },
				...{ stages: one.stages.length, seconds: null, microUsd: null },
			})),
			...(workflows.data?.data ?? [])
				.filter((one) => !lora || takesLora(one, lora))
				.map((one) => ({
					...{
						to: `/new?workflow=${one.id}${lora?.rest ?? ""}`,
						title: one.title,
						purpose: one.purpose,
						category: one.category,
					},
					...{ stages: null, seconds: one.estimate.seconds, microUsd: one.estimate.micro_usd },
				})),
		],
		[pipelines.data, workflows.data, lora],
	);
	const failed = [pipelines, workflows].find(({ isError, data }) => isError && !data);
	if (failed?.error) return <LoadFailed error={failed.error} onRetry={() => void failed.refetch()} />;
	if (!pipelines.data || !workflows.data) {
		return (
			<div className="mt-6 grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
				{[0, 1, 2, 3, 4, 5].map((one) => (
					<Skeleton key={one} className="h-36 w-full" />
				))}
			</div>
		);
	}
	const wanted = search.trim().toLocaleLowerCase().split(/\s+/);
	const found = entries.filter(
		({ title, purpose, category: own, stages, to }) =>
			(category === ALL ||
				(category === PIPELINES ? stages !== null : own === category && stages === null)) &&
			wanted.every((word) => `${title} ${purpose} ${to}`.toLocaleLowerCase().includes(word)),
	);
	const categories = [...new Set(workflows.data.data.map(({ category: own }) => own))].sort();
	return (
		<>
			<Field
				label={say("search")}
				type="search"
				className="mb-4 max-w-md"
				value={search}
				onChange={(event) => setSearch(event.target.value)}
			/>
			{!lora && (
				<Choice<string>
					label={say("category")}
					value={category}
					onChange={setCategory}
					options={[
						[ALL, say("all")],
						[PIPELINES, say("pipelines")],
						...categories.map((one): [string, string] => [one, inWords(one)]),
					]}
				/>
			)}
			<p role="status" className="figures mt-4 text-sm text-muted">
				{found.length === 0 ? say("none_found") : say("found", { n: found.length })}
			</p>
			<ul className="mt-3 grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
				{found.map((entry) => (
					<li key={entry.to}>
						<Card entry={entry} />
					</li>
				))}
			</ul>
		</>
	);
}

function Card({ entry }: { entry: Entry }) {
	const say = words.use();
	const format = useFormat();
	return (
		<Link
			to={entry.to}
			data-source={/=([^&]+)/.exec(entry.to)?.[1]}
			className="flex h-full flex-col rounded-xl border border-line bg-sheet p-4 transition hover:border-edge hover:bg-raised"
		>
			<span className="font-semibold" dir="auto">
				{entry.title}
			</span>
			<span className="mt-1 line-clamp-3 text-sm text-muted" dir="auto">
				{entry.purpose}
			</span>
			<span className="figures mt-auto flex flex-wrap gap-x-3 pt-3 text-xs text-muted">
				<span>{inWords(entry.category)}</span>
				{entry.stages !== null && <span>{say("stages", { n: entry.stages })}</span>}
				{entry.seconds !== null && <span>{format.duration(entry.seconds * 1000)}</span>}
				{entry.microUsd !== null && entry.microUsd > 0 && <span>{format.money(entry.microUsd)}</span>}
			</span>
		</Link>
	);
}
