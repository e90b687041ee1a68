// What the engine itself says beside the words of a policy: values, reasons, changes. One catalogue holds all of it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

/// X(name, English, Spanish). `{0}` … stand for what is filled in. Another language is another column here and in
/// `impl/phrases.ipp`; a pack in a language without one is explained in English, with the pack's own texts.
#define WRIT_PHRASES(X)                                                                                                \
    /* ---- values */                                                                                                  \
    X(yes, "yes", "sí")                                                                                                \
    X(no, "no", "no")                                                                                                  \
    X(absent, "absent", "ausente")                                                                                     \
    X(or_absent, "{0} or absent", "{0} o ausente")                                                                     \
    X(an_error, "error", "error")                                                                                      \
    X(or_an_error, "{0} or an error", "{0} o un error")                                                                \
    X(one_of, "one of {0}", "uno de {0}")                                                                              \
    X(either, "{0} or {1}", "{0} o {1}")                                                                               \
    X(between, "between {0} and {1}", "entre {0} y {1}")                                                               \
    X(at_least, "at least {0}", "al menos {0}")                                                                        \
    X(at_most, "at most {0}", "como máximo {0}")                                                                       \
    X(any_value, "any value", "cualquier valor")                                                                       \
    X(perhaps, "perhaps {0}", "quizá {0}")                                                                             \
    X(and_perhaps, "{0} and perhaps {1}", "{0} y quizá {1}")                                                           \
    X(and_perhaps_more, "{0} and perhaps more", "{0} y quizá más")                                                     \
    X(unknown, "unknown", "desconocido")                                                                               \
    X(one_day, "{0} day", "{0} día")                                                                                   \
    X(days, "{0} days", "{0} días")                                                                                    \
    X(one_business_day, "{0} business day", "{0} día hábil")                                                           \
    X(business_days, "{0} business days", "{0} días hábiles")                                                          \
    X(one_month, "{0} month", "{0} mes")                                                                               \
    X(months, "{0} months", "{0} meses")                                                                               \
    X(rolled, "{0} rolled", "{0}, hasta el siguiente día hábil")                                                       \
    X(one_hour, "{0} hour", "{0} hora")                                                                                \
    X(hours, "{0} hours", "{0} horas")                                                                                 \
    X(one_minute, "{0} minute", "{0} minuto")                                                                          \
    X(minutes, "{0} minutes", "{0} minutos")                                                                           \
    X(one_second, "{0} second", "{0} segundo")                                                                         \
    X(seconds, "{0} seconds", "{0} segundos")                                                                          \
    /* ---- reasons */                                                                                                 \
    X(open, "open", "abierto")                                                                                         \
    X(changed_by, "changed by {0}", "cambiado por {0}")                                                                \
    X(not_changed_by, "not changed by {0}", "no cambiado por {0}")                                                     \
    X(perhaps_changed_by, "perhaps changed by {0}", "quizá cambiado por {0}")                                          \
    X(error_in, "error in {0}", "error en {0}")                                                                        \
    X(otherwise, "otherwise", "en los demás casos")                                                                    \
    X(one_holds, "one of these holds", "se cumple uno de estos")                                                       \
    X(none_holds, "none of these holds", "no se cumple ninguno de estos")                                              \
    X(perhaps_one_holds, "perhaps one of these holds", "quizá se cumple uno de estos")                                 \
    X(fails, "{0}: fails {1}", "{0}: no cumple {1}")                                                                   \
    X(does_not_apply, "does not apply", "no se aplica")                                                                \
    X(law, "law", "ley")                                                                                               \
    X(in_regions, "in {0}", "en {0}")                                                                                  \
    X(from_day, "from {0}", "desde {0}")                                                                               \
    X(announced_on, "announced {0}", "anunciado el {0}")                                                               \
    X(until_day, "until {0}", "hasta {0}")                                                                             \
    X(no_longer_since, "no longer since {0}", "ya no desde {0}")                                                       \
    X(not_before_day, "not before {0}", "no antes de {0}")                                                             \
    X(not_shown, "{0} more are not shown", "{0} más no se muestran")                                                   \
    X(none, "none", "ninguno")                                                                                         \
    X(before_it, "{0} before it", "{0} antes de él")                                                                   \
    X(after_it, "{0} after it", "{0} después de él")                                                                   \
    X(other_than_it, "{0} other than it", "{0} distintos de él")                                                       \
    X(this_rule_speaks, "this rule speaks", "esta regla responde")                                                     \
    X(of_a_higher_layer, "this rule is of a higher layer", "esta regla es de una capa superior")                       \
    X(comes_first, "this rule comes first", "esta regla va primero")                                                   \
    X(the_rule_it_changes, "this is the rule it changes", "esta es la regla que cambia")                               \
    X(another_goes_before, "its conditions hold, but another rule goes before it",                                     \
      "sus condiciones se cumplen, pero otra regla va antes")                                                          \
    X(no_rule_applies, "no rule applies", "no se aplica ninguna regla")                                                \
    X(conflict_between, "conflict between {0}", "conflicto entre {0}")                                                 \
    X(conflict, "conflict", "conflicto")                                                                               \
    X(error_of, "error: {0}", "error: {0}")                                                                            \
    /* ---- what stands round the reasons */                                                                           \
    X(undetermined, "undetermined", "sin determinar")                                                                  \
    X(provisional, "provisional", "provisional")                                                                       \
    X(rules_of, "rules: {0}", "reglas: {0}")                                                                           \
    X(rules_as_of, "rules: {0}, as of {1}", "reglas: {0}, a fecha de {1}")                                             \
    X(still_needed, "still needed: {0}", "aún falta: {0}")                                                             \
    X(policy_missing, "policy is missing: {0}", "falta en la política: {0}")                                           \
    X(ask_for, "ask for: {0}", "preguntar: {0}")                                                                       \
    X(assumed, "assumed: {0}", "supuesto: {0}")                                                                        \
    X(outranked, "outranked: {0}", "desplazado por una regla superior: {0}")                                           \
    X(why, "why", "por qué")                                                                                           \
    X(why_not, "why not {0}?", "¿por qué no {0}?")                                                                     \
    X(nearest_changes, "nearest changes", "cambios más cercanos")                                                      \
    X(in_detail, "in detail", "en detalle")                                                                            \
    X(too_long, "… the explanation is longer than {0} bytes", "… la explicación supera los {0} bytes")                 \
    /* ---- procedures */                                                                                              \
    X(asking_at, "asking at {0}", "se pregunta en {0}")                                                                \
    X(waiting_at, "waiting at {0}", "en espera en {0}")                                                                \
    X(waiting_until, "waiting at {0} until {1}", "en espera en {0} hasta {1}")                                         \
    X(ended_at, "ended at {0}", "terminó en {0}")                                                                      \
    X(path, "path", "recorrido")                                                                                       \
    X(now_at, "now at {0}", "ahora en {0}")                                                                            \
    X(to_ask, "ask {0}", "preguntar {0}")                                                                              \
    X(to_say, "say", "decir")                                                                                          \
    X(to_say_to, "say to {0}", "decir a {0}")                                                                          \
    X(to_verify, "verify", "verificar")                                                                                \
    X(to_do, "do {0}", "hacer {0}")                                                                                    \
    X(escalated_to, "escalated to {0}", "escalado a {0}")                                                              \
    X(by_moment, "{0} by {1}", "{0} a más tardar {1}")                                                                 \
    X(left_here, "the path left the way to {0} here", "aquí el recorrido dejó el camino hacia {0}")                    \
    X(start, "start", "inicio")                                                                                        \
    X(waits_until, "waits until {0}", "espera hasta que {0}")                                                          \
    X(time_is_over, "time is over: {0}", "vence el plazo: {0}")                                                        \
    X(runs_first, "first: {0}", "antes: {0}")                                                                          \
    X(unless, "unless {0}", "salvo {0}")                                                                               \
    X(way_of_case, "the way of this case", "el recorrido de este caso")                                                \
    /* ---- notices */                                                                                                 \
    X(notice_to, "Notice to {0}", "Aviso a {0}")                                                                       \
    X(reasons, "Reasons", "Motivos")                                                                                   \
    X(facts_relied_on, "Facts relied on", "Hechos considerados")                                                       \
    X(and_more, "and {0} more", "y {0} más")                                                                           \
    X(not_decided, "not decided yet", "sin decidir aún")                                                               \
    X(still_open, "Still needed", "Falta")                                                                             \
    X(record, "Record", "Registro")                                                                                    \
    X(complete, "complete", "completa")                                                                                \
    X(not_complete, "not complete", "incompleta")                                                                      \
    X(missing, "missing: {0}", "falta: {0}")                                                                           \
    X(not_said, "the rules do not say it", "las reglas no lo dicen")                                                   \
    X(no_value, "it has no value in this case", "no tiene valor en este caso")                                         \
    X(not_for_you, "what is not shown to this audience", "lo que no se muestra a este destinatario")                   \
    X(whether_due, "Whether it is due", "Si procede")                                                                  \
    X(measure, "Measure", "Medida")                                                                                    \
    X(automated, "Automated means", "Medios automatizados")                                                            \
    X(ground, "Ground", "Fundamento")                                                                                  \
    X(territory, "Territory", "Territorio")                                                                            \
    X(duration, "Duration", "Duración")                                                                                \
    X(from_until, "from {0} until {1}", "desde {0} hasta {1}")                                                         \
    X(from_on, "from {0}", "desde {0}")                                                                                \
    X(redress, "Redress", "Vías de recurso")                                                                           \
    X(text_until, "{0} (until {1})", "{0} (hasta {1})")                                                                \
    /* ---- changes */                                                                                                 \
    X(more, "{0} more", "{0} más")                                                                                     \
    X(less, "{0} less", "{0} menos")                                                                                   \
    X(later, "{0} later", "{0} después")                                                                               \
    X(earlier, "{0} earlier", "{0} antes")                                                                             \
    X(on_day, "on {0}", "el {0}")                                                                                      \
    X(instead_of, "{0} instead of {1}", "{0} en lugar de {1}")                                                         \
    X(stays, "{0} stays {1}", "{0} sigue siendo {1}")                                                                  \
    /* ---- days that are not counted */                                                                               \
    X(weekday_names, "Mon Tue Wed Thu Fri Sat Sun", "lun mar mié jue vie sáb dom")                                     \
    X(month_names, "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",                                                  \
      "ene feb mar abr may jun jul ago sep oct nov dic")                                                               \
    X(not_counted, "not counted: {0}", "no cuentan: {0}")                                                              \
    X(weekend, "weekend", "fin de semana")                                                                             \
    X(weekend_days, "{0} days of weekends", "{0} días de fin de semana")                                               \
    X(holiday_in, "holiday in {0}", "festivo en {0}")                                                                  \
    /* ---- scores */                                                                                                  \
    X(metric_line, "{0}: points {1} × weight {2} = {3}", "{0}: puntos {1} × peso {2} = {3}")                           \
    X(not_measured, "not measured", "sin medir")                                                                       \
    X(what_would_lift, "what would lift it", "qué la subiría")                                                         \
    X(would_lift, "{0} {1} → {2}", "{0} {1} → {2}")                                                                    \
    X(less_than, "less than {0}", "menos de {0}")                                                                      \
    X(more_than, "more than {0}", "más de {0}")                                                                        \
    X(other_than, "other than {0}", "distinto de {0}")                                                                 \
    X(points_of, "{0}: points", "{0}: puntos")                                                                         \
    X(weight_of, "{0}: weight", "{0}: peso")                                                                           \
    X(contribution_of, "{0}: contribution", "{0}: aportación")                                                         \
    /* ---- deadlines */                                                                                               \
    X(due, "{0}: due", "{0}: vencimiento")                                                                             \
    X(running, "Running", "En curso")                                                                                  \
    X(warning, "Due soon", "Por vencer")                                                                               \
    X(paused, "Paused", "En pausa")                                                                                    \
    X(missed, "Missed", "Incumplido")                                                                                  \
    X(met, "Met", "Cumplido")                                                                                          \
    /* ---- interviews */                                                                                              \
    X(yes_or_no, "yes or no", "sí o no")                                                                               \
    X(a_whole_number, "a whole number", "un número entero")                                                            \
    X(a_number, "a number", "un número")                                                                               \
    X(a_percentage, "a percentage, such as 12.5%", "un porcentaje, como 12.5%")                                        \
    X(an_amount, "an amount of money, such as {0}", "un importe, como {0}")                                            \
    X(a_date, "a date, such as 2026-03-01", "una fecha, como 2026-03-01")                                              \
    X(a_time, "a time of day, such as 09:30", "una hora del día, como 09:30")                                          \
    X(an_instant, "a date and time, such as 2026-03-01T09:00+07:00", "una fecha y hora, como 2026-03-01T09:00+07:00")  \
    X(a_duration, "a duration, such as 48 hours", "una duración, como 48 hours")                                       \
    X(a_span, "a period, such as 30 days", "un plazo, como 30 days")                                                   \
    X(a_text, "a text", "un texto")                                                                                    \
    X(one_of_these, "one of these", "uno de estos")                                                                    \
    X(any_of_these, "any of these, with commas between them; [] for none",                                             \
      "los que correspondan, separados por comas; [] si ninguno")                                                      \
    X(from_to, "{0}, from {1} to {2}", "{0}, de {1} a {2}")                                                            \
    X(or_say_absent, "{0}; absent if there is none", "{0}; absent si no lo hay")                                       \
    X(how_many, "{0} (how many?)", "{0} (¿cuántos?)")                                                                  \
    X(is_there_one, "{0} (is there one?)", "{0} (¿lo hay?)")                                                           \
    X(which_day, "For which day is this decided?", "¿Para qué día se decide?")                                         \
    X(which_moment, "For which moment is this decided?", "¿Para qué momento se decide?")                               \
    X(which_decision, "Which decision?", "¿Qué decisión?")                                                             \
    X(say_skip, "skip", "omitir")                                                                                      \
    X(say_back, "back", "atrás")                                                                                       \
    X(say_save, "save", "guardar")                                                                                     \
    X(say_quit, "quit", "salir")                                                                                       \
    X(what_can_be_said, "Enter or ? says why; skip, back, save FILE and quit are understood too.",                     \
      "Intro o ? dice por qué; también se entienden omitir, atrás, guardar ARCHIVO y salir.")                          \
    X(depends_on_it, "{0} depends on it", "{0} depende de ello")                                                       \
    X(nothing_to_take_back, "there is nothing to take back", "no hay nada que deshacer")                               \
    X(which_file, "which file?", "¿qué archivo?")                                                                      \
    X(saved, "saved in {0}", "guardado en {0}")                                                                        \
    X(ask_meanwhile, "This is provisional. Answer what is still to be asked, {0}?",                                    \
      "Esto es provisional. ¿Responder lo que queda por preguntar, {0}?")                                              \
    X(save_where, "File to save the case in (Enter: none)", "Archivo para guardar el caso (Intro: ninguno)")           \
    X(nothing_left_to_ask, "Nothing is left to ask: what is still needed was skipped, or is for the policy to say.",   \
      "No queda nada que preguntar: lo que falta se omitió o corresponde a la política.")                              \
    X(stopped_early, "The interview stopped before the decision was settled.",                                         \
      "La entrevista terminó antes de que la decisión estuviera determinada.")

namespace writ {

/// One of the engine's own words or sentences.
enum class phrase : std::uint8_t {
#define WRIT_PHRASE_NAME(name, english, spanish) name,
    WRIT_PHRASES(WRIT_PHRASE_NAME)
#undef WRIT_PHRASE_NAME
};

/// A phrase in a language, with `{0}` … filled in.
/// @param language  two letters; one that the catalogue lacks is answered in English
std::string say(phrase what, std::string_view language, std::initializer_list<std::string_view> filled = {});

}  // namespace writ
