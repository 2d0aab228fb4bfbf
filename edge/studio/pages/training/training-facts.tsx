import type { JobResource } from "../../../contract/jobs/jobs.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import { Link } from "../../app/routing/router.tsx";
import { Facts } from "../../ui/figures/facts.tsx";
import { Ago, Duration } from "../../ui/figures/figures.tsx";
import { useFormat } from "../../words/format.ts";
import { CostMeter } from "../job/cost-meter.tsx";
import { words as jobWords } from "../job/words.ts";
import { words } from "./words.ts";

/** What it costs and takes, what it learns from, and how. */
export function TrainingFacts({ training, job }: { training: TrainingResource; job: JobResource }) {
	const say = words.use();
	const common = jobWords.use();
	const format = useFormat();
	const { recipe, trainer, family, base_model, trigger, pictures } = training;
	const worker = job.stages.flatMap(({ tasks }) => tasks).at(-1)?.worker ?? null;
	const code = (text: string) => (
		<bdi className="font-mono text-xs [overflow-wrap:anywhere]" dir="ltr">
			{text}
		</bdi>
	);
	return (
		<section aria-label={common("details")} className="space-y-6">
			<CostMeter cost={job.cost} />
			<Facts
				facts={[
					[common("time"), <Duration key="time" from={job.created_at} to={job.finished_at} />],
					[common("submitted"), <Ago key="ago" time={job.created_at} />],
					[say("trigger"), code(trigger)],
					[say("pictures"), format.number(pictures)],
					[say("base_model"), code(`${base_model} (${family})`)],
					[say("trainer"), code(trainer)],
					[say("recipe"), code(recipeText(recipe))],
					...(worker === null ? [] : [[say("worker"), code(worker)] as const]),
					[
						common("job_id"),
						<Link key="job" to={`/jobs/${job.id}`} className="underline underline-offset-3">
							{code(job.id)}
						</Link>,
					],
				]}
			/>
		</section>
	);
}

/** A recipe in a few words, as those who train write it. Pure. */
function recipeText(recipe: TrainingResource["recipe"]): string {
	const {
		rank,
		alpha,
		unet_learning_rate: rate,
		optimizer,
		scheduler,
		resolution,
		batch,
		precision,
	} = recipe;
	return [
		rank !== undefined && `rank ${rank}/${alpha ?? rank}`,
		resolution !== undefined && `${resolution} px`,
		batch !== undefined && `batch ${batch}`,
		optimizer,
		rate !== undefined && `lr ${rate}`,
		scheduler,
		precision,
	]
		.filter(Boolean)
		.join(" · ");
}
