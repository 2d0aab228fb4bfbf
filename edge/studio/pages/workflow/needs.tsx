import type { ReactNode } from "react";
import type { WorkflowResource } from "../../../contract/workflows/workflows.ts";
import { words } from "./words.ts";

/** Files, packs, flags and licences, and what its author wants to be known. */
export function Needs({ workflow }: { workflow: WorkflowResource }) {
	const say = words.use();
	const { models, custom_nodes, notes, licence } = workflow;
	return (
		<div className="space-y-7">
			{models.length === 0 && custom_nodes.length === 0 && <p className="text-muted">{say("none_needed")}</p>}
			{models.length > 0 && (
				<Part title={say("models")}>
					<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
						{models.map((model) => (
							<Source
								key={`${told(model.folder)}/${told(model.file)}`}
								name={`${told(model.folder)}/${told(model.file)}`}
								source={told(model.source)}
								licence={told(model.licence)}
							/>
						))}
					</ul>
				</Part>
			)}
			{custom_nodes.length > 0 && (
				<Part title={say("packs")}>
					<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
						{custom_nodes.map((pack) => (
							<Source
								key={told(pack.name)}
								name={told(pack.name)}
								source={told(pack.source)}
								licence={told(pack.licence)}
							/>
						))}
					</ul>
				</Part>
			)}
			{licence !== "" && (
				<Part title={say("licence")}>
					<p dir="auto">{licence}</p>
				</Part>
			)}
			{notes.length > 0 && (
				<Part title={say("notes")}>
					<ul className="list-disc space-y-2 ps-5 text-muted marker:text-edge">
						{notes.map((note) => (
							<li key={note}>
								<bdi>{codeIn(note)}</bdi>
							</li>
						))}
					</ul>
				</Part>
			)}
		</div>
	);
}

/** Text in which words between backticks are code. */
const codeIn = (text: string) =>
	[...text.matchAll(/`([^`]+)`|[^`]+|`/g)].map(({ 0: part, 1: code, index }) =>
		code === undefined ? (
			part
		) : (
			<code key={index} className="font-mono text-[0.9em] text-ink" dir="ltr">
				{code}
			</code>
		),
	);

const told = (value: unknown) => (typeof value === "string" ? value : "");

function Part({ title, children }: { title: string; children: ReactNode }) {
	return (
		<section>
			<h2 className="mb-2 font-semibold">{title}</h2>
			{children}
		</section>
	);
}

/** A file or a pack, and where it is from. */
function Source({ name, source, licence }: { name: string; source: string; licence: string }) {
	return (
		<li className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-3">
			<span className="min-w-0 font-mono text-sm [overflow-wrap:anywhere]" dir="ltr">
				{name}
			</span>
			<span className="flex gap-4 text-sm text-muted">
				{licence}
				{source.startsWith("https://") && (
					<a
						href={source}
						target="_blank"
						rel="noreferrer"
						className="rounded text-ink underline decoration-edge underline-offset-3 hover:decoration-accent"
					>
						<bdi dir="ltr">{new URL(source).host}</bdi>
					</a>
				)}
			</span>
		</li>
	);
}
