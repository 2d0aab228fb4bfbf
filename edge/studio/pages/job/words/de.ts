import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Alle Aufträge",
	stages: "Stufen",
	stage_of: "Stufe {n} von {all}",
	overall: "Gesamtfortschritt",
	step: "{node} {step}/{steps}",
	node_of: "Knoten {done} von {all}",
	picture: "{stage}, Bild {n}",
	cancel: "Abbrechen",
	cancel_title: "Diesen Auftrag abbrechen?",
	cancel_text: "Was läuft, wird angehalten. Fertige Bilder bleiben.",
	cancel_yes: "Auftrag abbrechen",
	cancel_no: "Weiterlaufen lassen",
	cost: "Kosten bisher",
	estimate: "Geschätzt, höchstens",
	budget: "Budget",
	submitted: "Abgeschickt",
	time: "Dauer",
	error_title: "Was schiefging",
	parameters: "Parameter",
	details: "Einzelheiten",
	job_id: "Auftrags-ID",
	pool: "Pool",
	stage_is: "{stage}: {status}",
});
