import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Field } from "../../../ui/form/field.tsx";
import { listModels } from "../data/calls.ts";
import { words } from "../words.ts";

interface Props {
	label: string;
	hint: string;
	error: string | undefined;
	name: string;
	/** Below `models/`. */
	folder: string;
	/** The pool that the job goes to; empty: the usual one. */
	pool: string;
	value: string;
	onChange(value: string): void;
}

/** The name of a model file, of those that the workers have; another one can be typed, for a worker that is not there yet. */
export function ModelInput({ label, hint, error, name, folder, pool, value, onChange }: Props) {
	const say = words.use();
	const id = useId();
	const { data } = useQuery({
		queryKey: ["models", pool, folder],
		queryFn: ({ signal }) => listModels(folder, pool, signal),
		staleTime: 60_000,
		retry: false,
	});
	const files = data?.data ?? [];
	const isElsewhere = data !== undefined && value !== "" && !files.some(({ file }) => file === value);
	const told = isElsewhere ? say("model_elsewhere") : data && files.length === 0 ? say("no_models") : hint;
	return (
		<>
			<Field
				label={label}
				hint={told}
				error={error}
				name={name}
				dir="ltr"
				list={id}
				autoComplete="off"
				spellCheck={false}
				maxLength={255}
				value={value}
				onChange={(event) => onChange(event.target.value)}
			/>
			<datalist id={id}>
				{files.map(({ file }) => (
					<option key={file} value={file} />
				))}
			</datalist>
		</>
	);
}
