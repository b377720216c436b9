package org.silobridge.checks;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.silobridge.contract.Check;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.ExpressionLanguage;

/**
 * The part of the Common Expression Language that contracts may use. Left out is what could run longer than its text
 * is long (macros with their comprehensions, joining texts and lists, patterns) and what gets round the types
 * ({@code dyn}, {@code type}). May be used by threads at once.
 */
public final class Cel implements ExpressionLanguage {
    private static final int MAX_DEPTH = 32;
    private static final OpaqueType DECIMAL = OpaqueType.create("decimal");
    private static final String TO_DECIMAL = "decimal";
    private static final String TO_DATE = "date";

    private static final Set<String> CONSTANTS = Set.of(TO_DECIMAL, TO_DATE);

    private static final Set<StandardFunction> LEFT_OUT = EnumSet.of(
            StandardFunction.MATCHES,
            StandardFunction.DYN,
            StandardFunction.TYPE,
            StandardFunction.STRING,
            StandardFunction.BYTES,
            StandardFunction.UINT,
            StandardFunction.OLD_IN);
    private static final Set<String> JOINING = Set.of("ADD_STRING", "ADD_BYTES", "ADD_LIST");

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(Check.MAX_LENGTH)
            .maxParseRecursionDepth(MAX_DEPTH)
            .maxParseErrorRecoveryLimit(4)
            .enableComprehension(false)
            .enableHeterogeneousNumericComparisons(true)
            .enableTimestampOverflowCheck(true)
            .errorOnIntWrap(true)
            .build();

    /** The one there is. */
    public static final Cel LANGUAGE = new Cel();

    private final CelStandardDeclarations declarations = CelStandardDeclarations.newBuilder()
            .filterFunctions((function, overload) -> !LEFT_OUT.contains(function)
                    && !(overload instanceof Enum<?> named && JOINING.contains(named.name())))
            .build();

    private final CelRuntime runtime = CelRuntimeFactory.legacyCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addFunctionBindings(
                    CelFunctionBinding.from(
                            "less_decimal", Decimal.class, Decimal.class, (left, right) -> left.compareTo(right) < 0),
                    CelFunctionBinding.from(
                            "less_equals_decimal",
                            Decimal.class,
                            Decimal.class,
                            (left, right) -> left.compareTo(right) <= 0),
                    CelFunctionBinding.from(
                            "greater_decimal",
                            Decimal.class,
                            Decimal.class,
                            (left, right) -> left.compareTo(right) > 0),
                    CelFunctionBinding.from(
                            "greater_equals_decimal",
                            Decimal.class,
                            Decimal.class,
                            (left, right) -> left.compareTo(right) >= 0),
                    CelFunctionBinding.from("add_decimal", Decimal.class, Decimal.class, Decimal::plus),
                    CelFunctionBinding.from("subtract_decimal", Decimal.class, Decimal.class, Decimal::minus),
                    CelFunctionBinding.from("string_to_decimal", String.class, Decimal::parse),
                    CelFunctionBinding.from("string_to_date", String.class, text -> instant(LocalDate.parse(text))))
            .build();

    private Cel() {}

    /** A date, as expressions see it. */
    static Instant instant(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    @Override
    public List<Problem> problems(String expression, List<ContractField> fields) {
        var result = compiler(fields).compile(expression);
        if (result.hasError()) {
            return result.getErrors().stream()
                    .map(issue -> problem(expression, issue))
                    .toList();
        }
        try {
            return new Reading(result.getAst()).problems(fields);
        } catch (CelValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The program of an expression that has no {@link #problems}.
     *
     * @throws IllegalArgumentException if it has
     */
    CelRuntime.Program program(String expression, List<ContractField> fields) {
        try {
            return runtime.createProgram(compiler(fields).compile(expression).getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException("not an expression for these fields", e);
        }
    }

    private CelCompiler compiler(List<ContractField> fields) {
        var builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(declarations)
                .setStandardMacros()
                .addFunctionDeclarations(
                        operator(Operator.LESS, "less_decimal", SimpleType.BOOL),
                        operator(Operator.LESS_EQUALS, "less_equals_decimal", SimpleType.BOOL),
                        operator(Operator.GREATER, "greater_decimal", SimpleType.BOOL),
                        operator(Operator.GREATER_EQUALS, "greater_equals_decimal", SimpleType.BOOL),
                        operator(Operator.ADD, "add_decimal", DECIMAL),
                        operator(Operator.SUBTRACT, "subtract_decimal", DECIMAL),
                        ofText(TO_DECIMAL, "string_to_decimal", DECIMAL),
                        ofText(TO_DATE, "string_to_date", SimpleType.TIMESTAMP))
                .setResultType(SimpleType.BOOL);
        fields.forEach(field -> builder.addVar(field.name(), type(field)));
        return builder.build();
    }

    private static CelFunctionDecl operator(Operator operator, String overload, CelType result) {
        return CelFunctionDecl.newFunctionDeclaration(
                operator.getFunction(), CelOverloadDecl.newGlobalOverload(overload, result, DECIMAL, DECIMAL));
    }

    private static CelFunctionDecl ofText(String function, String overload, CelType result) {
        return CelFunctionDecl.newFunctionDeclaration(
                function, CelOverloadDecl.newGlobalOverload(overload, result, SimpleType.STRING));
    }

    private static CelType type(ContractField field) {
        var type =
                switch (field.type()) {
                    case STRING, ENUM -> SimpleType.STRING;
                    case INT, LONG -> SimpleType.INT;
                    case FLOAT, DOUBLE -> SimpleType.DOUBLE;
                    case BOOLEAN -> SimpleType.BOOL;
                    case DECIMAL -> DECIMAL;
                    case DATE, TIMESTAMP_MILLIS -> SimpleType.TIMESTAMP;
                };
        return field.nullable() ? NullableType.create(type) : type;
    }

    private static Problem problem(String expression, CelIssue issue) {
        var at = issue.getSourceLocation();
        int start = 0;
        for (int line = 1; line < at.getLine(); line++) {
            start = expression.indexOf('\n', start) + 1;
        }
        return new Problem(
                start + Math.max(0, at.getColumn()) + 1, issue.getMessage().replace(" (in container '')", ""));
    }

    /** What the types do not say of an expression that is right by its types. */
    private record Reading(CelAbstractSyntaxTree tree) {
        List<Problem> problems(List<ContractField> fields) {
            var problems = new ArrayList<Problem>();
            var names = new HashSet<String>();
            CelNavigableAst.fromAst(tree)
                    .getRoot()
                    .allNodes()
                    .map(CelNavigableExpr::expr)
                    .forEach(part -> {
                        if (part.getKind() == Kind.IDENT) {
                            names.add(part.ident().name());
                        } else if (part.getKind() == Kind.CALL
                                && CONSTANTS.contains(part.call().function())) {
                            constant(part).ifPresent(problems::add);
                        }
                    });
            fields.stream()
                    .filter(field -> !names.contains(field.name()))
                    .forEach(field -> problems.add(new Problem(1, "does not speak of " + field.name())));
            return problems;
        }

        /** Of a constant that is none; of a text it is not known how many digits it asks for. */
        private Optional<Problem> constant(CelExpr call) {
            var argument = call.call().args().get(0);
            var function = call.call().function();
            if (argument.getKind() != Kind.CONSTANT) {
                return Optional.of(new Problem(position(argument), function + "(…) takes a constant"));
            }
            var text = argument.constant().stringValue();
            try {
                Object ignored = function.equals(TO_DECIMAL) ? Decimal.parse(text) : LocalDate.parse(text);
                return Optional.empty();
            } catch (IllegalArgumentException | DateTimeException e) {
                var example = function.equals(TO_DECIMAL) ? "decimal(\"1.50\")" : "date(\"2020-01-01\")";
                return Optional.of(new Problem(position(argument), "is written as in " + example));
            }
        }

        private int position(CelExpr part) {
            return tree.getSource().getPositionsMap().getOrDefault(part.id(), 0) + 1;
        }
    }
}
