import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Toutes les tâches",
	stages: "Étapes",
	stage_of: "Étape {n} sur {all}",
	overall: "Progression globale",
	step: "{node} {step}/{steps}",
	node_of: "nœud {done} sur {all}",
	picture: "{stage}, image {n}",
	cancel: "Annuler",
	cancel_title: "Annuler cette tâche ?",
	cancel_text: "Ce qui tourne s’arrête. Les images terminées restent.",
	cancel_yes: "Annuler la tâche",
	cancel_no: "La garder",
	cost: "Coût actuel",
	estimate: "Estimation maximale",
	budget: "Budget",
	submitted: "Envoyée",
	time: "Durée",
	error_title: "Ce qui a échoué",
	parameters: "Paramètres",
	details: "Détails",
	job_id: "Identifiant",
	pool: "Groupe",
	stage_is: "{stage} : {status}",
});
