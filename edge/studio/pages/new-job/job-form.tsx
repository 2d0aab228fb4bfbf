import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { JobResource } from "../../../contract/jobs/jobs.ts";
import type { PipelineResource } from "../../../contract/workflows/pipelines.ts";
import type { WorkflowResource } from "../../../contract/workflows/workflows.ts";
import { errorAt, Refusal } from "../../api.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { Button } from "../../ui/button/button.tsx";
import { shell } from "../../words/shell.ts";
import { type Kind, submitJob } from "./data/calls.ts";
import type { JobBody } from "./data/request-text.ts";
import { EstimatePanel } from "./estimate-panel.tsx";
import { CharacterInput } from "./fields/character-input.tsx";
import { FieldInput } from "./fields/field-input.tsx";
import { type Field, fieldsOf, parted, sentOf, type Values, valuesFrom } from "./fields/fields.ts";
import { LimitFields, type Limits, limitsOf } from "./limit-fields.tsx";
import { RequestCode } from "./request-code.tsx";
import { words } from "./words.ts";

interface Props {
	kind: Kind;
	id: string;
	source: WorkflowResource | PipelineResource;
	/** The job whose settings the form begins with. */
	before: JobResource | null;
	exact: boolean;
	/** What else it begins with, by the names of parameters. */
	given: Readonly<Record<string, string>>;
}

/** The form of a workflow or pipeline, made from the schema of its parameters. */
export function JobForm({ kind, id, source, before, exact, given }: Props) {
	const say = words.use();
	const common = shell.use();
	const { go } = useRouter();
	const form = useRef<HTMLFormElement>(null);
	const fields = useMemo(
		() =>
			"assets" in source
				? fieldsOf(source.parameters, source.assets, source.model_parameters)
				: fieldsOf(source.parameters),
		[source],
	);
	const [values, setValues] = useState<Values>(() =>
		valuesFrom(fields, before ? before.parameters : given, exact),
	);
	const [character, setCharacter] = useState<string | null>(before?.character ?? null);
	const [limits, setLimits] = useState<Limits>({ pool: "", budget: "" });
	const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
	const [refused, setRefused] = useState<string | null>(null);
	const body: JobBody = {
		...(kind === "pipelines" ? { pipeline: id } : { workflow: id }),
		parameters: sentOf(fields, values),
		...(character === null ? {} : { character }),
		...limitsOf(limits),
	};
	const submit = useMutation({
		mutationFn: () => submitJob(body),
		onMutate: () => {
			setErrors(new Map());
			setRefused(null);
		},
		onSuccess: (job) => go(`/jobs/${job.id}`),
		onError: (error) => {
			setRefused(error.message);
			if (error instanceof Refusal) setErrors(error.fields);
		},
	});
	// Where the first mistake is.
	useEffect(() => {
		if (errors.size > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
	}, [errors]);
	const send = (event?: FormEvent) => {
		event?.preventDefault();
		if (!submit.isPending) submit.mutate();
	};
	const press = (event: KeyboardEvent) => {
		if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) send();
	};
	const complete = fields.every(({ name, required }) => !required || body.parameters[name] !== undefined);
	const { first, more } = parted(fields, Object.keys(given));
	const input = (field: Field) => (
		<FieldInput
			key={field.name}
			field={field}
			value={values[field.name]}
			error={errorAt(errors, `/parameters/${field.name}`)}
			pool={limits.pool}
			onChange={(value) => setValues((now) => ({ ...now, [field.name]: value }))}
		/>
	);
	const wrong = more.some(({ name }) => errorAt(errors, `/parameters/${name}`) !== undefined);
	return (
		<form
			ref={form}
			noValidate
			aria-label={source.title}
			onSubmit={send}
			onKeyDown={press}
			className="grid gap-8 lg:grid-cols-[1fr_19rem]"
		>
			<div className="min-w-0 space-y-6">
				<CharacterInput value={character} onChange={setCharacter} error={errors.get("/character")} />
				{first.map(input)}
				<details className="rounded-xl border border-line bg-sheet" open={wrong || undefined}>
					<summary className="cursor-pointer rounded-xl px-4 py-3 font-medium">
						{say("more_settings")}
					</summary>
					<div className="space-y-6 border-t border-line p-4">
						{more.map(input)}
						<LimitFields value={limits} onChange={setLimits} errors={errors} />
					</div>
				</details>
				<RequestCode body={body} />
			</div>
			<div className="min-w-0">
				<div className="space-y-5 lg:sticky lg:top-8">
					<EstimatePanel kind={kind} id={id} body={body} complete={complete} />
					{refused !== null && (
						<div role="alert" className="rounded-xl border border-bad bg-sheet p-4">
							<p className="font-medium">{common("refused")}</p>
							<p className="mt-1 text-sm [overflow-wrap:anywhere]">
								<bdi>{refused}</bdi>
							</p>
						</div>
					)}
					<Button type="submit" look="primary" icon="spark" busy={submit.isPending} className="w-full">
						{say("submit")}
					</Button>
					<p className="hidden text-center text-xs text-muted md:block">{say("submit_key")}</p>
				</div>
			</div>
		</form>
	);
}
