import type { ClassInputs } from "../inputs/class-inputs.ts";
import { isTrue, plainWidget } from "../inputs/widgets.ts";
import { type LiveNode, widgetOf } from "./model.ts";

/** The class `CustomCombo` has its choices among its own values (frontend 1.45: customWidgets.ts). */

/** Reads its values: `[choice, index, option 1, option 2, ...]`. */
export function fillCustomCombo(made: ClassInputs, values: readonly unknown[]): void {
	const [choice] = made.widgets;
	if (choice === undefined) return;
	if (values.length > 0) choice.value = values[0];
	// An option appears once the one before it has a text, so there is always an empty one at the end.
	const saved = values.slice(2, 1_000);
	const empty = saved.findIndex((option) => !isTrue(option));
	const options = empty === -1 ? [...saved, ""] : saved.slice(0, empty + 1);
	if (isTrue(options[0])) choice.value ??= options[0];
	made.widgets.push(
		plainWidget("index", -1),
		...options.map((value, i) => plainWidget(`option${i + 1}`, value)),
	);
}

/** Sets its index to where the choice is among the options, or -1: somebody may have set the choice since. */
export function placeChoice(node: LiveNode): void {
	const [choice, index, ...options] = node.widgets;
	if (choice === undefined || index === undefined || index !== widgetOf(node, "index")) return;
	index.value = options.findIndex((option) => option.value === choice.value);
}
