import { useState } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import { Link } from "../../app/routing/router.tsx";
import { Button, iconButtonClasses } from "../../ui/button/button.tsx";
import { Ago } from "../../ui/figures/figures.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useFormat } from "../../words/format.ts";
import { lossText } from "./loss-text.ts";
import { PromoteDialog } from "./promote-dialog.tsx";
import { useFiles } from "./queries.ts";
import { words } from "./words.ts";

/** What can be promoted: a checkpoint, or the weights after the last step. */
interface Weights {
	/** Null: those after the last step. */
	step: number | null;
	asset: string | null;
	loss: number | null;
	versions: readonly string[];
	resumable: boolean;
	at: string | null;
	/** Who made the newest of its versions; undefined: nobody has, or it is not known. */
	by: TrainingResource["promotions"][number] | undefined;
}

/** Checkpoints as they came, the newest first, with what they left; each can become a version of the LoRA. */
export function Checkpoints({ training }: { training: TrainingResource }) {
	const say = words.use();
	const [promoted, setPromoted] = useState<number | null | undefined>();
	const { checkpoints, weights } = training;
	const files = useFiles(training.id, checkpoints.length + (weights === null ? 0 : 1));
	const byOf = (versions: readonly string[]) =>
		training.promotions.find(({ version }) => versions.includes(version));
	const rows: Weights[] = [
		...(weights === null
			? []
			: [
					{
						...{ step: null, asset: weights, loss: null, resumable: false },
						...{ versions: training.weights_versions, at: training.finished_at },
						by: byOf(training.weights_versions),
					},
				]),
		...checkpoints.toReversed().map(({ lora, created_at: at, ...one }) => ({
			...{ ...one, asset: lora, at, by: byOf(one.versions) },
		})),
	];
	return (
		<section aria-labelledby="checkpoints">
			<h2 id="checkpoints" className="mb-3 text-lg font-semibold">
				{say("checkpoints")}
			</h2>
			{rows.length === 0 && (
				<p className="text-pretty text-muted">
					{say("no_checkpoints", { n: training.recipe.save_every ?? training.steps })}
				</p>
			)}
			<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet empty:hidden">
				{rows.map((row) => (
					<Row
						key={row.step ?? "last"}
						weights={row}
						steps={training.steps}
						file={files.get(row.asset ?? "")}
						onPromote={() => setPromoted(row.step)}
					/>
				))}
			</ul>
			<PromoteDialog training={training} step={promoted} onClose={() => setPromoted(undefined)} />
		</section>
	);
}

interface RowProps {
	weights: Weights;
	steps: number;
	file: Asset | undefined;
	onPromote(): void;
}

function Row({
	weights: { step, loss, versions, resumable, at, asset, by },
	steps,
	file,
	onPromote,
}: RowProps) {
	const say = words.use();
	const format = useFormat();
	return (
		<li data-checkpoint={step ?? "last"} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5">
			<div className="min-w-0 flex-1 basis-64">
				<p className="flex flex-wrap items-center gap-x-3 gap-y-1">
					<span className="figures font-medium">
						{step === null ? say("last_weights", { n: steps }) : say("after", { n: step })}
					</span>
					{versions.map((version) => (
						<Link
							key={version}
							to={`/loras/${version.split("@")[0]}`}
							className="inline-flex items-center gap-1 rounded-full border border-good px-2 text-sm font-medium text-good"
						>
							<Icon name="check" className="size-3.5" />
							<bdi>{version}</bdi>
						</Link>
					))}
				</p>
				<p className="figures mt-0.5 flex flex-wrap items-baseline gap-x-4 text-sm text-muted">
					{loss !== null && <span>{say("loss_is", { loss: lossText(loss) })}</span>}
					{file && <span>{format.bytes(file.size)}</span>}
					{file && (
						<span title={file.sha256} className="font-mono text-xs" dir="ltr">
							sha256 {file.sha256.slice(0, 12)}
						</span>
					)}
					{resumable && <span>{say("resumable")}</span>}
					{at !== null && <Ago time={at} />}
					{by && (
						<span data-promoted-by={by.by.kind}>
							{by.by.kind === "job"
								? say("promoted_by_job")
								: say("promoted_by", { who: by.by.subject ?? by.by.key ?? "" })}{" "}
							<Ago time={by.at} />
						</span>
					)}
				</p>
			</div>
			{asset !== null && (
				<span className="flex flex-wrap gap-2">
					{file && (
						<a
							href={file.url}
							download={file.filename}
							aria-label={say("download", { n: step ?? steps })}
							title={say("download", { n: step ?? steps })}
							className={iconButtonClasses}
						>
							<Icon name="download" />
						</a>
					)}
					<Button icon="check" onClick={onPromote}>
						{say("promote")}
					</Button>
				</span>
			)}
		</li>
	);
}
