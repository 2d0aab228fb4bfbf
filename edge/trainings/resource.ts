import type { JobResource } from "../contract/jobs/jobs.ts";
import { trainingSchema } from "../contract/jobs/training-request.ts";
import type { TrainingResource, TrainingSummary } from "../contract/training/trainings.ts";
import { time, toError } from "../jobs/show/resource.ts";
import type { listTrainings, StoredTraining } from "./store.ts";

/** A training as the API shows it: its job in other words, with what it left on its way. Pure. */
export function toTraining(
	job: JobResource,
	{ row, checkpoints, versions, promotions, comparison }: StoredTraining,
): TrainingResource {
	const { recipe } = trainingSchema.pick({ recipe: true }).parse({ recipe: job.parameters.recipe ?? {} });
	const madeOf = (asset: string | null) =>
		versions.flatMap((version) => (version.asset === asset ? [version.reference] : []));
	const weights = job.outputs.find(({ name }) => name === "lora")?.id ?? null;
	const self = `/v1/trainings/${job.id}`;
	return {
		...namesOf(row),
		id: job.id,
		status: job.status,
		step: checkpoints.at(-1)?.step ?? 0,
		error: job.error,
		created_at: job.created_at,
		started_at: job.started_at,
		finished_at: job.finished_at,
		trigger: row.trigger_word,
		recipe,
		progress: job.progress[0] ?? null,
		queue: job.queue,
		checkpoints: checkpoints.map(({ step, epoch, loss, files, state_bytes, created_at }) => {
			const of = (role: string) => files.find((file) => file.role === role)?.asset ?? null;
			const lora = of("lora");
			return {
				...{ step, epoch, loss, lora },
				losses: of("log"),
				resumable: state_bytes > 0,
				versions: madeOf(lora),
				created_at: time(created_at),
			};
		}),
		weights,
		weights_versions: madeOf(weights),
		promotions: promotions.map(({ version, step, key_id, subject, at }) => ({
			...{ version: `${row.output_name}@${version}`, step, at: time(at) },
			by: { kind: key_id === null ? "job" : subject === null ? "key" : "identity", key: key_id, subject },
		})),
		comparison,
		cost: job.cost,
		urls: {
			self,
			job: job.urls.self,
			events: job.urls.events,
			socket: job.urls.socket,
			cancel: job.urls.cancel,
			promote: `${self}/promote`,
			lora: `/v1/loras/${row.output_name}`,
		},
	};
}

/** A training as a list shows it. Pure. */
export function toSummary(found: Awaited<ReturnType<typeof listTrainings>>[number]): TrainingSummary {
	const { training, id, status, step, error, created_at, started_at, finished_at, micro_usd, worker } = found;
	return {
		...namesOf(training),
		...{ id, status, step, micro_usd, worker },
		error: toError(error, "library"),
		created_at: time(created_at),
		started_at: started_at === null ? null : time(started_at),
		finished_at: finished_at === null ? null : time(finished_at),
	};
}

function namesOf({
	output_name,
	trainer,
	family,
	base_model,
	steps,
	pictures,
	dataset,
}: StoredTraining["row"]) {
	return { output_name, trainer, family, base_model, steps, pictures, dataset };
}
