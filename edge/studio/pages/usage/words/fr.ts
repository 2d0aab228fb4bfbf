import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Ce qui a été fait, en combien de temps et à quel prix.",
	by: "Regrouper par",
	day: "Jour",
	workflow: "Workflow",
	character: "Personnage",
	pool: "Pool",
	span: "Période",
	days: { one: "{n} jour", other: "{n} jours" },
	cost: "Coût",
	jobs: "Tâches",
	done: "Réussies",
	failed: "Échouées",
	canceled: "Annulées",
	success: "Réussite",
	gpu: "Temps GPU",
	queue: "Attente",
	cold: "Démarrages à froid",
	free: "Non facturé : {money}",
	download: "Télécharger en CSV",
	table: "Utilisation en chiffres",
	cost_plot: "Coût par jour : {total} au total",
	jobs_plot: "Tâches par jour : {n} au total",
	none: "Aucun",
	more: {
		one: "{n} autre, moins cher, n’est pas affiché",
		other: "{n} autres, moins chers, ne sont pas affichés",
	},
	empty_title: "Rien n’a encore été utilisé",
	empty_text: "Dès qu’une tâche est terminée, sa durée et son coût s’ajoutent ici.",
	see_workflows: "Voir ce qu’on peut faire",
	unpriced: {
		one: "Le prix de {n} essai est inconnu : il n’est pas compté.",
		other: "Le prix de {n} essais est inconnu : ils ne sont pas comptés.",
	},
});
