import type { WorkflowResource } from "../../../contract/workflows/workflows.ts";
import { type Parameter, parametersOf, type Takes } from "./parameters.ts";
import { words } from "./words.ts";

/** Choices that are written out. */
const MOST_CHOICES = 8;

/** What a job sends as parameters. On a phone each is a card of its own. */
export function ParameterTable({ workflow }: { workflow: WorkflowResource }) {
	const say = words.use();
	const parameters = parametersOf(workflow);
	if (parameters.length === 0) return <p className="py-8 text-center text-muted">{say("no_parameters")}</p>;
	return (
		<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
			{parameters.map((parameter) => (
				<li
					key={parameter.name}
					className="grid gap-x-6 gap-y-1 px-4 py-3.5 sm:grid-cols-[13rem_1fr] sm:px-5"
				>
					<ParameterName parameter={parameter} />
					<div className="min-w-0">
						<p dir="auto">{parameter.description}</p>
						<p className="mt-0.5 text-sm text-muted [overflow-wrap:anywhere]">
							<TakesWords takes={parameter.takes} />
							{parameter.default !== null && (
								<>
									{" · "}
									{say("default")}{" "}
									<bdi className="font-mono text-ink" dir="ltr">
										{parameter.default}
									</bdi>
								</>
							)}
						</p>
					</div>
				</li>
			))}
		</ul>
	);
}

function ParameterName({ parameter: { name, required } }: { parameter: Parameter }) {
	const say = words.use();
	return (
		<p className="flex flex-wrap items-baseline gap-x-2">
			<span className="font-mono font-medium [overflow-wrap:anywhere]" dir="ltr">
				{name}
			</span>
			{required && <span className="text-sm text-accent">{say("required")}</span>}
		</p>
	);
}

function TakesWords({ takes }: { takes: Takes }) {
	const say = words.use();
	switch (takes.kind) {
		case "text":
			return takes.most === null ? say("text") : say("text_upto", { n: takes.most });
		case "number":
			return takes.from === null || takes.to === null
				? say("number")
				: say("range", { from: takes.from, to: takes.to });
		case "choice":
			return takes.choices.length > MOST_CHOICES ? (
				say("one_of", { n: takes.choices.length })
			) : (
				<bdi dir="ltr">{takes.choices.join(" | ")}</bdi>
			);
		case "yes_no":
			return say("yes_no");
		case "file":
			return say("file");
		case "structure":
			return say("structure");
	}
}
