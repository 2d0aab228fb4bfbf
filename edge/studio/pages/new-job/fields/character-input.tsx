import { useQuery } from "@tanstack/react-query";
import { FieldError } from "../../../ui/form/field-error.tsx";
import { Select } from "../../../ui/form/select.tsx";
import { listCharacters } from "../data/calls.ts";
import { words } from "../words.ts";

interface Props {
	value: string | null;
	onChange(value: string | null): void;
	error: string | undefined;
}

/** Whom the job is about; nothing where the account has no character. What it gives stands in for what is left empty. */
export function CharacterInput({ value, onChange, error }: Props) {
	const say = words.use();
	const { data } = useQuery({
		queryKey: ["characters"],
		queryFn: ({ signal }) => listCharacters(signal),
		staleTime: 60_000,
	});
	if (!data || data.data.length === 0) return null;
	const chosen = data.data.find(({ id }) => id === value);
	return (
		<div>
			<Select<string>
				label={say("character")}
				value={value ?? ""}
				options={[
					["", say("no_character")],
					...data.data.map(({ id, name }): [string, string] => [id, name]),
				]}
				onChange={(next) => onChange(next === "" ? null : next)}
			/>
			{chosen && chosen.prompt !== "" && (
				<p className="mt-1.5 text-sm text-muted" dir="auto">
					{chosen.prompt}
				</p>
			)}
			<FieldError error={error} />
		</div>
	);
}
