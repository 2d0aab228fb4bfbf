import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Was entstanden ist, wie lange es dauerte und was es kostete.",
	by: "Summieren nach",
	day: "Tag",
	workflow: "Workflow",
	character: "Figur",
	pool: "Pool",
	span: "Zeitraum",
	days: { one: "{n} Tag", other: "{n} Tage" },
	cost: "Kosten",
	jobs: "Aufträge",
	done: "Fertig",
	failed: "Gescheitert",
	canceled: "Abgebrochen",
	success: "Erfolg",
	gpu: "GPU-Zeit",
	queue: "Warten",
	cold: "Kaltstarts",
	free: "Nicht berechnet: {money}",
	download: "CSV herunterladen",
	table: "Nutzung in Zahlen",
	cost_plot: "Kosten je Tag: insgesamt {total}",
	jobs_plot: "Aufträge je Tag: insgesamt {n}",
	none: "Ohne",
	more: {
		one: "{n} weiterer, der weniger kostete, fehlt hier",
		other: "{n} weitere, die weniger kosteten, fehlen hier",
	},
	empty_title: "Noch nichts verbraucht",
	empty_text: "Sobald ein Auftrag endet, erscheint hier, was er brauchte und kostete.",
	see_workflows: "Ansehen, was möglich ist",
	unpriced: {
		one: "Der Preis von {n} Versuch ist unbekannt und fehlt in den Beträgen.",
		other: "Der Preis von {n} Versuchen ist unbekannt und fehlt in den Beträgen.",
	},
});
