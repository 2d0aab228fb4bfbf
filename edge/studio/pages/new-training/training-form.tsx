import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { DatasetVersion } from "../../../contract/training/datasets.ts";
import { createTraining, estimateTraining } from "../../api/trainings.ts";
import { errorAt, problemsOf } from "../../api.ts";
import { useSettled } from "../../app/editing/settled.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { Button } from "../../ui/button/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { NameField } from "../../ui/form/name-field.tsx";
import { Select } from "../../ui/form/select.tsx";
import { shell } from "../../words/shell.ts";
import { ModelInput } from "../new-job/fields/model-input.tsx";
import { PricePanel } from "./price-panel.tsx";
import { bodyOf, FAMILIES, familyOf, type Settings } from "./settings.ts";
import { words } from "./words.ts";

const TRAINERS = ["sd-scripts", "sd-scripts-flux", "ai-toolkit"] as const;

interface Props {
	versions: readonly DatasetVersion[];
	start: Settings;
}

/** What is trained, on what, and how; what the edge would refuse is said beside it before anything is sent. */
export function TrainingForm({ versions, start }: Props) {
	const say = words.use();
	const common = shell.use();
	const { go } = useRouter();
	const form = useRef<HTMLFormElement>(null);
	const [settings, setSettings] = useState(start);
	const set = (change: Partial<Settings>) => setSettings((now) => ({ ...now, ...change }));
	const { dataset, output_name, family, trainer, base_model, steps, save_every, promote, pool } = settings;
	const { folder } = familyOf(family);
	const complete = output_name !== "" && base_model !== "";
	const now = JSON.stringify(bodyOf(settings));
	const asked = useSettled(now);
	const estimate = useQuery({
		queryKey: ["training-estimate", asked],
		queryFn: ({ signal }) => estimateTraining(JSON.parse(asked), signal),
		enabled: complete && asked === now,
		placeholderData: (before) => before,
		retry: false,
	});
	const begin = useMutation({
		mutationFn: () => createTraining(bodyOf(settings)),
		onSuccess: ({ id }) => go(`/trainings/${id}`),
	});
	const told = problemsOf(begin.error ?? (complete ? estimate.error : null));
	const wrong = (name: string) => errorAt(told.fields, `/${name}`);
	const elsewhere = [...told.fields].find(([at]) => !PLACES.test(at))?.[1];
	useEffect(() => {
		if (begin.isError) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
	}, [begin.isError]);
	const send = (event: FormEvent) => {
		event.preventDefault();
		if (!begin.isPending) begin.mutate();
	};
	return (
		<form
			ref={form}
			noValidate
			aria-label={say("lead")}
			onSubmit={send}
			onChange={() => begin.reset()}
			className="grid gap-8 lg:grid-cols-[1fr_19rem]"
		>
			<div className="min-w-0 space-y-6">
				<Select
					label={say("dataset")}
					value={dataset}
					options={versions.map((one) => [
						one.reference,
						say("version", { name: one.reference, n: one.pictures }),
					])}
					error={wrong("dataset") ?? wrong("pictures")}
					onChange={(next) => set({ dataset: next })}
				/>
				<NameField
					label={say("name")}
					hint={say("name_hint")}
					value={output_name}
					error={wrong("output_name")}
					onChange={(next) => set({ output_name: next })}
				/>
				<div className="grid gap-6 sm:grid-cols-2">
					<Select
						label={say("family")}
						value={family}
						options={Object.entries(FAMILIES).map(([one, is]) => [one, is.words])}
						error={wrong("family")}
						onChange={(next) => set({ family: next, trainer: familyOf(next).trainer, base_model: "" })}
					/>
					<Select
						label={say("trainer")}
						value={trainer}
						options={TRAINERS.map((one) => [one, one])}
						error={wrong("trainer")}
						onChange={(next) => set({ trainer: next })}
					/>
				</div>
				<div>
					<ModelInput
						label={say("base_model")}
						hint={say("base_model_hint")}
						name="base_model"
						folder={folder}
						pool={pool}
						value={base_model.replace(`${folder}/`, "")}
						error={wrong("base_model")}
						onChange={(file) => set({ base_model: file === "" ? "" : `${folder}/${file}` })}
					/>
				</div>
				<Field
					label={say("steps")}
					hint={say("steps_hint")}
					type="number"
					inputMode="numeric"
					min={1}
					max={20_000}
					value={steps}
					placeholder={String(estimate.data?.recipe.steps ?? "")}
					error={wrong("recipe/steps")}
					onChange={(event) => set({ steps: event.target.value })}
				/>
				<details className="rounded-xl border border-line bg-sheet">
					<summary className="cursor-pointer rounded-xl px-4 py-3 font-medium">{say("more")}</summary>
					<div className="space-y-6 border-t border-line p-4">
						<Field
							label={say("save_every")}
							hint={say("save_every_hint")}
							type="number"
							inputMode="numeric"
							min={1}
							value={save_every}
							placeholder={String(estimate.data?.recipe.save_every ?? "")}
							error={wrong("recipe/save_every")}
							onChange={(event) => set({ save_every: event.target.value })}
						/>
						<Select<Settings["promote"]>
							label={say("becomes")}
							value={promote}
							options={[
								["choose", say("becomes_choose")],
								["last", say("becomes_last")],
							]}
							onChange={(next) => set({ promote: next })}
						/>
						<Field
							label={say("pool")}
							value={pool}
							maxLength={100}
							dir="ltr"
							error={wrong("pool")}
							onChange={(event) => set({ pool: event.target.value })}
						/>
					</div>
				</details>
			</div>
			<div className="min-w-0">
				<div className="space-y-5 lg:sticky lg:top-8">
					<PricePanel
						estimate={complete && estimate.isSuccess ? estimate.data : undefined}
						waits={!complete}
						refused={complete && estimate.isError}
					/>
					{(told.problem ?? elsewhere ?? begin.error) && (
						<div role="alert" className="rounded-xl border border-bad bg-sheet p-4">
							<p className="font-medium">{common("refused")}</p>
							<p className="mt-1 text-sm [overflow-wrap:anywhere]">
								{told.problem ?? elsewhere ?? begin.error?.message}
							</p>
						</div>
					)}
					<Button
						type="submit"
						look="primary"
						icon="curve"
						busy={begin.isPending}
						disabled={!complete}
						className="w-full"
					>
						{say("begin")}
					</Button>
				</div>
			</div>
		</form>
	);
}

/** Where something can be wrong that has a field. */
const PLACES =
	/^\/(dataset|pictures|output_name|family|trainer|base_model|recipe\/(steps|save_every)|pool)(\/|$)/;
