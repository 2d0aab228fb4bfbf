import type { CharacterResource } from "../../../contract/characters/characters.ts";
import { isTerminal } from "../../../contract/status.ts";
import { Link } from "../../app/routing/router.tsx";
import { Facts } from "../../ui/figures/facts.tsx";
import { Ago, Money } from "../../ui/figures/figures.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Portrait } from "../portrait.tsx";
import { InUse } from "./in-use.tsx";
import { Jobs } from "./jobs.tsx";
import { useReferences } from "./queries.ts";
import { words } from "./words.ts";

/** Somebody's face, what is said of them, and what was made with them. References are for the edit mode. */
export function Overview({ character }: { character: CharacterResource }) {
	const say = words.use();
	const { data: references } = useReferences(character.id);
	const job = references?.job;
	const making = job && !isTerminal(job.status);
	return (
		<div className="grid gap-8 lg:grid-cols-[16rem_1fr] lg:gap-12">
			<div className="grid grid-cols-[7rem_1fr] items-start gap-5 sm:grid-cols-[12rem_1fr] lg:grid-cols-1">
				<Portrait character={character} alt={character.name} className="rounded-xl border border-line" />
				<div className="min-w-0">
					<h2 className="text-sm text-muted">{say("looks")}</h2>
					<p dir="auto" className="mb-4 [overflow-wrap:anywhere]">
						{character.prompt === "" ? say("no_looks") : character.prompt}
					</p>
					<Facts
						facts={[
							[
								say("references"),
								character.references_version > 0 ? <InUse key="use" /> : say("references_none"),
							],
							[say("spent"), <Money key="spent" microUsd={character.budget.spent_micro_usd} />],
							[say("made_on"), <Ago key="ago" time={character.created_at} />],
						]}
					/>
				</div>
			</div>
			<div className="min-w-0 space-y-10">
				{making && (
					<Link
						to={`/characters/${character.id}?edit`}
						className="flex items-center gap-3 rounded-xl border border-line bg-glow px-4 py-3"
					>
						<Icon name="play" className="size-5 text-accent" />
						<span className="flex-1 font-medium">{say("making_note")}</span>
						<span className="figures text-sm text-muted">
							{say("stage_of", { n: Math.max(1, job.progress.stage), all: job.progress.total })}
						</span>
						<span className="text-sm font-medium text-accent">{say("watch")}</span>
					</Link>
				)}
				<Jobs character={character} />
			</div>
		</div>
	);
}
