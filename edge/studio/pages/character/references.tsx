import { useId } from "react";
import type { CharacterResource } from "../../../contract/characters/characters.ts";
import { isTerminal } from "../../../contract/status.ts";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { InUse } from "./in-use.tsx";
import { MakePanel } from "./make-panel.tsx";
import { Making } from "./making.tsx";
import { NotMade } from "./not-made.tsx";
import { useReferences } from "./queries.ts";
import { ReferenceCard } from "./reference-card.tsx";
import { VIEW_GRID } from "./stage-name.ts";
import { words } from "./words.ts";

/** The references of a character in its edit mode: the set that counts, how to make another, and how that goes. */
export function References({ character }: { character: CharacterResource }) {
	const say = words.use();
	const heading = useId();
	const { data, error, isPending, refetch } = useReferences(character.id);
	const job = data?.job ?? null;
	const making = job !== null && !isTerminal(job.status);
	const failed = job !== null && isTerminal(job.status) && job.status !== "succeeded";
	const there = data !== undefined && data.references.length > 0;
	return (
		<section aria-labelledby={heading} data-references>
			<div className="mb-4 flex flex-wrap items-baseline gap-x-4 gap-y-1">
				<h2 id={heading} className="text-lg font-semibold">
					{say("references")}
				</h2>
				{there && !making && <InUse />}
				<p className="w-full text-muted">{say("references_lead")}</p>
			</div>
			{isPending && <Skeleton className="h-72 w-full" />}
			{!data && error && <LoadFailed error={error} onRetry={() => void refetch()} />}
			{making && <Making character={character} job={job} />}
			{failed && <NotMade character={character} job={job} />}
			{there && (
				<div className={making ? "mt-10" : ""}>
					{making && <p className="mb-3 text-sm font-medium text-good">{say("until_then")}</p>}
					<ul className={VIEW_GRID}>
						{data.references.map((reference) => (
							<ReferenceCard key={reference.asset.id} character={character} reference={reference} />
						))}
					</ul>
				</div>
			)}
			{data && !making && <MakePanel character={character} dataset={data} retriable={failed} />}
		</section>
	);
}
