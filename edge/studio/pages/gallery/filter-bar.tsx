import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { CharacterResource } from "../../../contract/characters/characters.ts";
import type { ProjectResource } from "../../../contract/projects/projects.ts";
import type { PipelineSummary } from "../../../contract/workflows/pipelines.ts";
import type { WorkflowSummary } from "../../../contract/workflows/workflows.ts";
import { ask, type Page, queryOf } from "../../api.ts";
import { Button, IconButton } from "../../ui/button/button.tsx";
import { Choice } from "../../ui/form/choice.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Select } from "../../ui/form/select.tsx";
import { EVERYTHING, type Filter, filtersOn, KINDS, type Kind } from "./filter.ts";
import { words } from "./words.ts";

/** Pages of names that are fetched for a list to choose from, each as long as its route gives by itself. */
const MOST_PAGES = 5;

const list = <T,>(path: string) => ({
	queryKey: ["names", path],
	queryFn: async ({ signal }: { signal: AbortSignal }) => {
		const found: T[] = [];
		let cursor: string | undefined;
		for (let n = 0; n < MOST_PAGES; n++) {
			const page = await ask<Page<T>>(path + queryOf({ cursor }), { signal });
			found.push(...page.data);
			if (page.next_cursor === null) break;
			cursor = page.next_cursor;
		}
		return found;
	},
	staleTime: 60_000,
});

interface Props {
	filter: Filter;
	onChange(filter: Filter): void;
}

/** Kinds of files, always in sight; what else the gallery is narrowed by is behind a button. */
export function FilterBar({ filter, onChange }: Props) {
	const say = words.use();
	const id = useId();
	const on = filtersOn(filter);
	const [open, setOpen] = useState(on > 0);
	const names = { all: say("all"), image: say("images"), video: say("films"), audio: say("sounds") };
	const kinds = (["all", ...KINDS] as const).map((kind): [Kind | "all", string] => [kind, names[kind]]);
	return (
		<div className="space-y-4">
			<div className="flex items-center justify-between gap-2">
				<Choice
					label={say("kind")}
					value={filter.kind ?? "all"}
					options={kinds}
					onChange={(kind) => onChange({ ...filter, kind: kind === "all" ? null : kind })}
				/>
				<div className="-me-2 flex shrink-0 items-center sm:me-0">
					<Button
						look="quiet"
						icon="filter"
						className="px-2 sm:px-4"
						aria-expanded={open}
						aria-controls={id}
						onClick={() => setOpen(!open)}
					>
						{on === 0 ? say("filters") : say("filters_on", { n: on })}
					</Button>
					{on > 0 && (
						<IconButton
							icon="close"
							label={say("clear_filters")}
							onClick={() => onChange({ ...EVERYTHING, kind: filter.kind })}
						/>
					)}
				</div>
			</div>
			<div id={id} hidden={!open}>
				{open && <MoreFilters filter={filter} onChange={onChange} />}
			</div>
		</div>
	);
}

function MoreFilters({ filter, onChange }: Props) {
	const say = words.use();
	const workflows = useQuery(list<WorkflowSummary>("/v1/workflows"));
	const pipelines = useQuery(list<PipelineSummary>("/v1/pipelines"));
	const characters = useQuery(list<CharacterResource>("/v1/characters"));
	const projects = useQuery(list<ProjectResource>("/v1/projects"));
	const named = (kind: string, of: readonly { id: string; title: string }[] | undefined) =>
		(of ?? []).map(({ id, title }): [string, string] => [`${kind}:${id}`, title]);
	const made = [...named("pipeline", pipelines.data), ...named("workflow", workflows.data)];
	const set = (change: Partial<Filter>) => onChange({ ...filter, ...change });
	return (
		<div className="grid grid-cols-2 gap-4 rounded-xl border border-line bg-sheet p-4 lg:grid-cols-3 max-lg:[&>:nth-child(-n+3)]:col-span-2">
			<Select
				label={say("made_with")}
				value={filter.made_with ?? ""}
				options={[["", say("anything")], ...kept(made, filter.made_with)]}
				onChange={(value) => set({ made_with: value || null })}
			/>
			<Select
				label={say("character")}
				value={filter.character ?? ""}
				options={[
					["", say("anyone")],
					...kept(
						(characters.data ?? []).map(({ id, name }): [string, string] => [id, name]),
						filter.character,
					),
				]}
				onChange={(value) => set({ character: value || null })}
			/>
			<Select
				label={say("project")}
				value={filter.project ?? ""}
				options={[
					["", say("anything")],
					...kept(
						(projects.data ?? []).map(({ id, name }): [string, string] => [id, name]),
						filter.project,
					),
				]}
				onChange={(value) => set({ project: value || null })}
			/>
			<Field
				type="date"
				label={say("from")}
				value={filter.from ?? ""}
				max={filter.to ?? undefined}
				onChange={(event) => set({ from: event.target.value || null })}
			/>
			<Field
				type="date"
				label={say("to")}
				value={filter.to ?? ""}
				min={filter.from ?? undefined}
				onChange={(event) => set({ to: event.target.value || null })}
			/>
			<label className="flex min-h-11 items-center gap-2.5 self-end max-lg:col-span-2">
				<input
					type="checkbox"
					checked={filter.references}
					onChange={(event) => set({ references: event.target.checked })}
					className="size-5 accent-accent"
				/>
				{say("references")}
			</label>
		</div>
	);
}

/** Options, with the one that is chosen among them though it may be gone, or not have come yet. Pure. */
function kept(options: [string, string][], chosen: string | null): [string, string][] {
	if (chosen === null || options.some(([value]) => value === chosen)) return options;
	return [[chosen, chosen.split(":").at(-1) ?? chosen], ...options];
}
