package dev.slipway.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compiles expressions of CEL (https://cel.dev) and says where they are wrong. Made only when a
 * policy has rules, since it takes longer to start than everything else (docs/adr/0007).
 */
final class Conditions {
  /** Enough for every element of every list of a large plan, within each other. */
  private static final int MOST_ITERATIONS = 1_000_000;

  private static final Pattern UNDEFINED_FIELD = Pattern.compile("undefined field '(\\w+)'");
  private static final Pattern FAILURE =
      Pattern.compile("evaluation error(?: at <input>:(\\d+))?: (.*)", Pattern.DOTALL);
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(MOST_ITERATIONS)
          .build();

  private final CelCompiler compiler;
  private final CelRuntime runtime =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();
  private final Diagnostics diagnostics;

  Conditions(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    var builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setTypeProvider(new DocumentTypes())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
    DocumentTypes.VARIABLES.forEach(builder::addVar);
    this.compiler = builder.build();
  }

  /**
   * Compiles an expression; null, with diagnostics, when it is wrong.
   *
   * @param element type of {@code it}; null when there is none
   */
  @Nullable Expression compile(Located<String> source, @Nullable CelType element) {
    CelCompiler suitable =
        element == null ? compiler : compiler.toCompilerBuilder().addVar("it", element).build();
    CelValidationResult result = suitable.compile(source.value());
    try {
      CelAbstractSyntaxTree tree = result.getAst();
      return new Expression(source, tree, runtime.createProgram(tree));
    } catch (CelValidationException e) {
      for (CelIssue issue : e.getErrors()) {
        diagnostics.add(
            Diagnostic.error("policy/bad-expression", "the expression is wrong")
                .because(sentence(issue.getMessage()))
                .advise(advice(issue.getMessage()))
                .at(
                    place(
                        source,
                        issue.getSourceLocation().getLine(),
                        issue.getSourceLocation().getColumn())));
      }
    } catch (CelEvaluationException e) {
      diagnostics.add(failure(source, e));
    }
    return null;
  }

  /** Compiles what must be true or false; null, with diagnostics, when it is anything else. */
  @Nullable Expression compileCondition(Located<String> source, @Nullable CelType element) {
    Expression condition = compile(source, element);
    if (condition == null
        || condition.type().equals(SimpleType.BOOL)
        || condition.type().equals(SimpleType.DYN)) {
      return condition;
    }
    report(source, "the condition is not true or false", condition.type());
    return null;
  }

  void report(Located<String> source, String summary, CelType found) {
    diagnostics.add(
        Diagnostic.error("policy/wrong-result", summary)
            .because("It gives a value of the type " + found.name() + ".")
            .at(source.range()));
  }

  private static String advice(String message) {
    Matcher unknown = UNDEFINED_FIELD.matcher(message);
    return unknown.find()
        ? Suggestion.nearest(unknown.group(1), DocumentTypes.fieldNames())
            .map(name -> "Did you mean \"" + name + "\"?")
            .orElse("")
        : "";
  }

  private static Diagnostic failure(Located<String> source, CelEvaluationException problem) {
    String message = String.valueOf(problem.getMessage());
    Matcher matcher = FAILURE.matcher(message);
    boolean known = matcher.matches();
    return Diagnostic.error("policy/not-evaluated", "the expression has no value")
        .because(sentence(known ? matcher.group(2) : message))
        .advise("Ask with has(…) before a field that is not always there.")
        .at(
            known && matcher.group(1) != null
                ? place(source, 1, Integer.parseInt(matcher.group(1)))
                : source.range());
  }

  private static String sentence(String message) {
    String text = message.strip();
    return text.isEmpty()
        ? ""
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1)
            + (text.endsWith(".") ? "" : ".");
  }

  /** The exact place where the expression stands on one line as it is, else that of the whole. */
  private static SourceRange place(Located<String> source, int line, int column) {
    SourceRange range = source.range();
    int start = range.text().indexOf(source.value(), range.column() - 1);
    if (line != 1 || start < 0) {
      return range;
    }
    int exact = start + column + 1;
    return new SourceRange(
        range.file(), range.line(), exact, range.line(), exact + 1, range.text());
  }

  /** One compiled expression. */
  static final class Expression {
    private final Located<String> source;
    private final CelAbstractSyntaxTree tree;
    private final CelRuntime.Program program;

    private Expression(
        Located<String> source, CelAbstractSyntaxTree tree, CelRuntime.Program program) {
      this.source = source;
      this.tree = tree;
      this.program = program;
    }

    SourceRange range() {
      return source.range();
    }

    CelType type() {
      return tree.getResultType();
    }

    /** Whether its value depends on the plan. */
    boolean asksPlan() {
      return tree.getReferenceMap().values().stream()
          .anyMatch(reference -> reference.name().equals("plan"));
    }

    /** Its value; null, with a diagnostic, when it has none. */
    @Nullable Object evaluate(Map<String, Object> variables, Diagnostics diagnostics) {
      try {
        return program.eval(variables);
      } catch (CelEvaluationException e) {
        diagnostics.add(failure(source, e));
        return null;
      }
    }
  }
}
