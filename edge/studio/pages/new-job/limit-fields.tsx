import { Field } from "../../ui/form/field.tsx";
import { words } from "./words.ts";

/** Where a job runs and what it may cost, as it is typed. */
export interface Limits {
	pool: string;
	/** In US dollars. */
	budget: string;
}

/** The same as a request says it. Pure. */
export function limitsOf({ pool, budget }: Limits): { pool?: string; budget_micro_usd?: number } {
	const usd = Number(budget);
	return {
		...(pool.trim() === "" ? {} : { pool: pool.trim() }),
		...(budget.trim() === "" || !Number.isFinite(usd) ? {} : { budget_micro_usd: Math.round(usd * 1e6) }),
	};
}

interface Props {
	value: Limits;
	onChange(value: Limits): void;
	errors: ReadonlyMap<string, string>;
}

export function LimitFields({ value, onChange, errors }: Props) {
	const say = words.use();
	return (
		<>
			<Field
				label={say("pool")}
				hint={say("pool_hint")}
				error={errors.get("/pool")}
				value={value.pool}
				maxLength={100}
				onChange={(event) => onChange({ ...value, pool: event.target.value })}
			/>
			<Field
				label={say("budget")}
				hint={say("budget_hint")}
				error={errors.get("/budget_micro_usd")}
				type="number"
				min={0}
				step="any"
				inputMode="decimal"
				value={value.budget}
				onChange={(event) => onChange({ ...value, budget: event.target.value })}
			/>
		</>
	);
}
