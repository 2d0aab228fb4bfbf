import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "O que foi feito, quanto levou e quanto custou.",
	by: "Somar por",
	day: "Dia",
	workflow: "Workflow",
	character: "Personagem",
	pool: "Pool",
	span: "Período",
	days: { one: "{n} dia", other: "{n} dias" },
	cost: "Custo",
	jobs: "Trabalhos",
	done: "Concluídos",
	failed: "Falharam",
	canceled: "Cancelados",
	success: "Sucesso",
	gpu: "Tempo de GPU",
	queue: "Espera",
	cold: "Partidas a frio",
	free: "Não cobrado: {money}",
	download: "Baixar CSV",
	table: "Uso em números",
	cost_plot: "Custo por dia: {total} no total",
	jobs_plot: "Trabalhos por dia: {n} no total",
	none: "Nenhum",
	more: {
		one: "{n} outro, de custo menor, ficou de fora",
		other: "{n} outros, de custo menor, ficaram de fora",
	},
	empty_title: "Nada foi usado ainda",
	empty_text: "Quando um trabalho termina, seu tempo e custo aparecem aqui.",
	see_workflows: "Ver o que pode ser feito",
	unpriced: {
		one: "O preço de {n} tentativa é desconhecido e não entra nos valores.",
		other: "O preço de {n} tentativas é desconhecido e não entra nos valores.",
	},
});
