import { Checkbox } from "../../ui/form/checkbox.tsx";
import { Field } from "../../ui/form/field.tsx";
import type { Draft } from "./edit-parameter.ts";
import { words } from "./words.ts";

interface Props {
	draft: Draft;
	/** What the edge said to one of its fields; of the whole by the empty name. */
	errorOf(field: string): string | undefined;
	onChange(draft: Draft): void;
}

/** One proposed parameter. What is not asked for folds away. */
export function ParameterEditor({ draft, errorOf, onChange }: Props) {
	const say = words.use();
	const { proposed, kept } = draft;
	const where = proposed.slots.map(({ node, input }) => `#${node} ${input}`).join(", ");
	const field = (
		name: "name" | "description" | "default" | "min" | "max",
		label: string,
		numeric = false,
	) => {
		const value = draft[name];
		return (
			value !== null && (
				<Field
					label={label}
					value={value}
					dir="auto"
					inputMode={numeric ? "decimal" : undefined}
					onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
					error={errorOf(name)}
				/>
			)
		);
	};
	const ranged = draft.min !== null;
	return (
		<div className="rounded-xl border border-line bg-sheet p-5" data-parameter={proposed.name}>
			<Checkbox
				label={<span className="font-medium">{say("keep_it", { name: proposed.name })}</span>}
				hint={
					<bdi className="font-mono" dir="ltr">
						{proposed.type} → {where}
					</bdi>
				}
				checked={kept}
				onToggle={(next) => onChange({ ...draft, kept: next })}
			/>
			{kept && (
				<div className="mt-4 grid gap-4 sm:grid-cols-2">
					{field("name", say("name"))}
					{field("description", say("description"))}
					{ranged ? (
						<div className="grid grid-cols-3 gap-3 sm:col-span-2 sm:gap-4">
							{field("default", say("default"), true)}
							{field("min", say("from"), true)}
							{field("max", say("to"), true)}
						</div>
					) : (
						field("default", say("default"))
					)}
				</div>
			)}
			<p role="alert" className="mt-3 font-medium text-bad empty:hidden">
				{errorOf("")}
			</p>
		</div>
	);
}
