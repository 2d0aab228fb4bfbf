import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Validation, WorkflowGraph } from "../../../contract/workflows/workflows.ts";
import { Refusal } from "../../api.ts";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Icon } from "../../ui/icon.tsx";
import { GraphPicture } from "../workflow/graph-picture.tsx";
import { words } from "./words.ts";

type Check = UseQueryResult<{ verdict: Validation; graph: WorkflowGraph["graph"] }>;

/** What the edge made of the file: whether it runs, what it lacks and what had to be guessed. */
export function Report({ check }: { check: Check }) {
	const say = words.use();
	if (check.isPending)
		return (
			<div>
				<p role="status" className="sr-only">
					{say("looking")}
				</p>
				<Skeleton className="h-80 w-full" />
			</div>
		);
	if (!check.data) return <Refused error={check.error} />;
	const { verdict, graph } = check.data;
	return (
		<section aria-label={say("report")} className="min-w-0 space-y-6">
			<Verdict verdict={verdict} />
			<Listed
				title={say("models")}
				items={verdict.needs.models.map(({ folder, file }) => `${folder ?? "?"}/${file}`)}
			/>
			<Listed title={say("packs")} items={verdict.needs.packs.map(({ name }) => name)} />
			<Listed title={say("partners")} items={verdict.needs.api_nodes} />
			{verdict.unknowns.length > 0 && (
				<details>
					<summary className="cursor-pointer rounded font-semibold">
						{say("guesses", { n: verdict.unknowns.length })}
					</summary>
					<Told lines={verdict.unknowns.map(({ pointer, message }) => ({ at: pointer, message }))} />
				</details>
			)}
			<div>
				<h2 className="mb-2 font-semibold">{say("graph")}</h2>
				<GraphPicture graph={graph} />
			</div>
		</section>
	);
}

function Verdict({ verdict }: { verdict: Validation }) {
	const say = words.use();
	const { accepted, error, node_errors, problems } = verdict;
	const ours = problems.map(({ pointer, message }) => ({ at: pointer, message }));
	const comfyuis = [
		...(error && Object.keys(node_errors).length === 0 ? [{ at: "", message: error.message }] : []),
		...Object.entries(node_errors).flatMap(([id, { class_type, errors }]) =>
			errors.map(({ message, details }) => ({
				at: `${class_type} #${id}`,
				message: [message, details].filter(Boolean).join(": "),
			})),
		),
	];
	const [icon, colour, text] = accepted
		? (["check", "text-good", "good"] as const)
		: ours.length > 0
			? (["warning", "text-warn", "lacks"] as const)
			: (["warning", "text-bad", "bad"] as const);
	return (
		<div>
			<p role="status" className="flex items-center gap-2 text-lg font-semibold">
				<Icon name={icon} className={`size-5 ${colour}`} />
				{say(text)}
			</p>
			<Told lines={ours.length > 0 ? ours : comfyuis} />
			{ours.length > 0 && comfyuis.length > 0 && (
				<details className="mt-3">
					<summary className="cursor-pointer rounded text-sm font-medium text-muted">
						{say("comfyui_says")}
					</summary>
					<Told lines={comfyuis} />
				</details>
			)}
		</div>
	);
}

function Refused({ error }: { error: Error }) {
	const say = words.use();
	const fields = error instanceof Refusal ? [...error.fields] : [];
	return (
		<section aria-label={say("report")} role="alert">
			<p className="flex items-center gap-2 text-lg font-semibold">
				<Icon name="warning" className="size-5 text-bad" />
				{say("bad")}
			</p>
			<Told
				lines={
					fields.length > 0
						? fields.map(([at, message]) => ({ at, message }))
						: [{ at: "", message: error.message }]
				}
			/>
		</section>
	);
}

/** Sentences of the edge, each with where it is about. */
function Told({ lines }: { lines: readonly { at: string; message: string }[] }) {
	return (
		<ul className="mt-2 space-y-2 empty:hidden">
			{lines.map(({ at, message }) => (
				<li key={`${at} ${message}`} className="rounded-lg bg-raised px-3.5 py-2.5 [overflow-wrap:anywhere]">
					<span dir="auto">{message}</span>
					{at !== "" && (
						<span className="block font-mono text-xs text-muted" dir="ltr">
							{at}
						</span>
					)}
				</li>
			))}
		</ul>
	);
}

function Listed({ title, items }: { title: string; items: readonly string[] }): ReactNode {
	if (items.length === 0) return null;
	return (
		<div>
			<h2 className="mb-2 font-semibold">{title}</h2>
			<ul className="flex flex-wrap gap-2">
				{[...new Set(items)].map((item) => (
					<li
						key={item}
						dir="ltr"
						className="rounded-full border border-line bg-sheet px-3 py-1 font-mono text-sm [overflow-wrap:anywhere]"
					>
						{item}
					</li>
				))}
			</ul>
		</div>
	);
}
