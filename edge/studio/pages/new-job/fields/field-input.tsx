import type { ReactNode } from "react";
import { Choice } from "../../../ui/form/choice.tsx";
import { Field as TextField } from "../../../ui/form/field.tsx";
import { Select } from "../../../ui/form/select.tsx";
import { Slider } from "../../../ui/form/slider.tsx";
import { TextArea } from "../../../ui/form/text-area.tsx";
import { inWords, useParameterName } from "../data/names.ts";
import { PictureInput } from "../pictures/picture-input.tsx";
import { words } from "../words.ts";
import { ChoicesInput } from "./choices-input.tsx";
import type { Field } from "./fields.ts";
import { JsonInput } from "./json-input.tsx";
import { LinesInput } from "./lines-input.tsx";
import { ModelInput } from "./model-input.tsx";
import { SeedInput } from "./seed-input.tsx";
import { ShapeInput } from "./shape-input.tsx";

interface Props {
	field: Field;
	/** Undefined: as it is unless somebody says otherwise. */
	value: unknown;
	error: string | undefined;
	/** The pool that the job goes to; empty: the usual one. */
	pool: string;
	onChange(value: unknown): void;
}

/** So many options can be seen at once. */
const FEW = 5;
/** A range of more steps than this is no slider: a number is typed. */
const MOST_STEPS = 2000;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const listOf = (value: unknown): string[] =>
	Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

/** One parameter, asked for as its kind is. */
export function FieldInput({ field, value, error, pool, onChange }: Props) {
	const say = words.use();
	const nameOf = useParameterName();
	const { is, description, required, name } = field;
	const label = required ? say("required", { name: nameOf(name) }) : nameOf(name);
	const told = { label, hint: description, error };
	switch (is.kind) {
		case "text": {
			const text = value === undefined ? is.standard : textOf(value);
			if (is.long)
				return (
					<TextArea {...told} name={name} value={text} maxLength={is.most} rows={3} onChange={onChange} />
				);
			return (
				<TextField
					{...told}
					name={name}
					dir="auto"
					value={text}
					maxLength={is.most}
					onChange={(event) => onChange(event.target.value)}
				/>
			);
		}
		case "model":
			return (
				<ModelInput
					{...told}
					name={name}
					folder={is.folder}
					pool={pool}
					value={value === undefined ? is.standard : textOf(value)}
					onChange={onChange}
				/>
			);
		case "number": {
			const steps = ((is.most ?? Number.POSITIVE_INFINITY) - (is.least ?? 0)) / (is.step ?? 0.01);
			if (is.least !== undefined && is.most !== undefined && is.standard !== undefined && steps <= MOST_STEPS)
				return (
					<Told hint={description} error={error}>
						<Slider
							label={label}
							value={typeof value === "number" ? value : is.standard}
							min={is.least}
							max={is.most}
							step={is.step ?? (is.most - is.least > 20 ? 0.5 : 0.05)}
							onChange={onChange}
						/>
					</Told>
				);
			return (
				<TextField
					{...told}
					name={name}
					type="number"
					inputMode="decimal"
					min={is.least}
					max={is.most}
					step={is.step ?? "any"}
					value={typeof value === "number" ? value : (is.standard ?? "")}
					onChange={({ target }) => onChange(target.value === "" ? undefined : Number(target.value))}
				/>
			);
		}
		case "switch":
			return (
				<Told hint={description} error={error}>
					<label className="flex min-h-9 items-center gap-3 font-medium">
						<input
							type="checkbox"
							name={name}
							className="size-5 accent-accent"
							checked={typeof value === "boolean" ? value : is.standard}
							onChange={({ target }) => onChange(target.checked)}
						/>
						{label}
					</label>
				</Told>
			);
		case "choice": {
			const chosen = textOf(value) || (is.standard ?? is.options[0] ?? "");
			const options = is.options.map((one): [string, string] => [one, inWords(one)]);
			return (
				<Told hint={description} error={error}>
					{options.length <= FEW ? (
						<>
							<p aria-hidden="true" className="mb-1.5 font-medium">
								{label}
							</p>
							<Choice<string> label={label} value={chosen} options={options} onChange={onChange} />
						</>
					) : (
						<Select<string> label={label} value={chosen} options={options} onChange={onChange} />
					)}
				</Told>
			);
		}
		case "shape":
			return (
				<Told hint={description} error={error}>
					<ShapeInput
						label={label}
						value={textOf(value) || is.standard}
						options={is.options}
						onChange={onChange}
					/>
				</Told>
			);
		case "choices":
			return (
				<Told hint={description} error={error}>
					<ChoicesInput
						label={label}
						options={is.options}
						value={value === undefined ? is.standard : listOf(value)}
						onChange={onChange}
					/>
				</Told>
			);
		case "seed":
			return (
				<SeedInput {...told} value={typeof value === "number" ? value : undefined} onChange={onChange} />
			);
		case "files":
			return (
				<Told hint={description} error={error}>
					<PictureInput
						label={label}
						of={is.of}
						most={is.most}
						value={listOf(value)}
						invalid={!!error}
						onChange={onChange}
					/>
				</Told>
			);
		case "lines":
			return (
				<Told hint={description} error={error}>
					<LinesInput
						label={label}
						most={is.most}
						length={is.length}
						value={value === undefined ? is.standard : listOf(value)}
						onChange={onChange}
					/>
				</Told>
			);
		case "json":
			return <JsonInput {...told} value={value} onChange={onChange} />;
	}
}

/** A part with what helps to fill it in, and what is wrong with it. */
function Told({ hint, error, children }: { hint: string; error: string | undefined; children: ReactNode }) {
	return (
		<div>
			{children}
			{hint !== "" && (
				<p className="mt-1 text-sm text-muted">
					<bdi>{hint}</bdi>
				</p>
			)}
			<p role="alert" className="mt-1 text-sm font-medium text-bad empty:hidden">
				{error && <bdi>{error}</bdi>}
			</p>
		</div>
	);
}
