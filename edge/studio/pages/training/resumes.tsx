import type { JobResource } from "../../../contract/jobs/jobs.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import { Ago } from "../../ui/figures/figures.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useAttempts } from "./queries.ts";
import { resumesOf } from "./resumes.ts";
import { words } from "./words.ts";

/** Where it went on after a worker was lost or asked to stop, and what that cost in steps; nothing where it never was. */
export function Resumes({ training, job }: { training: TrainingResource; job: JobResource }) {
	const say = words.use();
	const { data } = useAttempts(job);
	const resumes = resumesOf(training, data?.data ?? []);
	if (resumes.length === 0) return null;
	return (
		<section aria-labelledby="resumes">
			<h2 id="resumes" className="mb-3 text-lg font-semibold">
				{say("resumes")}
			</h2>
			<ul className="divide-y divide-line rounded-xl border border-line bg-sheet">
				{resumes.map(({ epoch, from, again, worker, ended, at }) => (
					<li key={epoch} data-resumed={from} className="flex items-start gap-3 px-4 py-3">
						<Icon name="again" className="mt-0.5 size-5 text-muted" />
						<div className="figures min-w-0">
							<p className="font-medium">{from === 0 ? say("began_anew") : say("went_on", { n: from })}</p>
							<p className="flex flex-wrap gap-x-4 text-sm text-muted">
								<span>{ended === "released" ? say("was_drained") : say("was_lost")}</span>
								{from > 0 && <span>{again === 0 ? say("none_again") : say("again_most", { n: again })}</span>}
								<span className="font-mono text-xs leading-5" dir="ltr">
									{worker}
								</span>
								<Ago time={at} />
							</p>
						</div>
					</li>
				))}
			</ul>
		</section>
	);
}
