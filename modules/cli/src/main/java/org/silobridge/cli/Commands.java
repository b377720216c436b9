package org.silobridge.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** All commands, put together with plain {@code new}. */
final class Commands {
    private Commands() {}

    static CommandLine tree(Silobridge root, Console console) {
        return new CommandLine(root)
                .addSubcommand(new DemoCommand(console))
                .addSubcommand(new DoctorCommand(console))
                .addSubcommand(new LogInCommands.LogIn(console))
                .addSubcommand(new LogInCommands.LogOut(console))
                .addSubcommand(new LogInCommands.WhoAmI(console))
                .addSubcommand(group(new Sandboxes()).addSubcommand(new SandboxUpCommand(console)))
                .addSubcommand(group(new Catalogues()).addSubcommand(new CatalogueRunCommand(console)))
                .addSubcommand(group(new Connectors())
                        .addSubcommand(new ConnectorCommands.Run(console))
                        .addSubcommand(new ConnectorCommands.Check(console)))
                .addSubcommand(group(new Quarantines())
                        .addSubcommand(new QuarantineCommands.Listing(console))
                        .addSubcommand(new QuarantineCommands.Export(console))
                        .addSubcommand(new QuarantineCommands.Replay(console)))
                .addSubcommand(new SubscribeCommand(console))
                .addSubcommand(group(new Databases()).addSubcommand(new DatabaseListCommand(console)))
                .addSubcommand(group(new Contracts())
                        .addSubcommand(new ContractCommands.Check(console))
                        .addSubcommand(new ContractCommands.Diff(console))
                        .addSubcommand(new ContractCommands.Publish(console))
                        .addSubcommand(new ContractCommands.Listing(console))
                        .addSubcommand(new ContractCommands.Show(console)))
                .addSubcommand(group(new Departments())
                        .addSubcommand(new DepartmentCommands.Register(console))
                        .addSubcommand(new DepartmentCommands.Listing(console))
                        .addSubcommand(new DepartmentCommands.Credential(console))
                        .addSubcommand(new DepartmentCommands.EndCredential(console))
                        .addSubcommand(new DepartmentCommands.End(console))
                        .addSubcommand(group(new Notifications())
                                .addSubcommand(new NotifyCommands.Add(console))
                                .addSubcommand(new NotifyCommands.Listing(console))
                                .addSubcommand(new NotifyCommands.End(console))))
                .addSubcommand(group(new Actors())
                        .addSubcommand(new ActorCommands.Register(console))
                        .addSubcommand(new ActorCommands.Listing(console))
                        .addSubcommand(new ActorCommands.Token(console))
                        .addSubcommand(new ActorCommands.Tokens(console))
                        .addSubcommand(new ActorCommands.RotateToken(console))
                        .addSubcommand(new ActorCommands.EndToken(console))
                        .addSubcommand(new ActorCommands.Password(console))
                        .addSubcommand(new ActorCommands.EndSessions(console))
                        .addSubcommand(new ActorCommands.End(console))
                        .addSubcommand(group(new ActorKeys())
                                .addSubcommand(new KeyCommands.Add(console))
                                .addSubcommand(new KeyCommands.Listing(console))
                                .addSubcommand(new KeyCommands.Confirm(console))
                                .addSubcommand(new KeyCommands.Revoke(console))))
                .addSubcommand(group(new Keys())
                        .addSubcommand(new KeyCommands.New(console))
                        .addSubcommand(new KeyCommands.Show(console)))
                .addSubcommand(group(new Datasets())
                        .addSubcommand(new DatasetCommands.Register(console))
                        .addSubcommand(new DatasetCommands.Listing(console))
                        .addSubcommand(new DatasetCommands.Show(console))
                        .addSubcommand(new DatasetCommands.Signatures(console))
                        .addSubcommand(new DatasetSampleCommand(console)))
                .addSubcommand(group(new Requests())
                        .addSubcommand(new RequestCommands.File(console))
                        .addSubcommand(new RequestCommands.Listing(console))
                        .addSubcommand(new RequestCommands.Show(console))
                        .addSubcommand(new RequestCommands.Check(console))
                        .addSubcommand(new RequestCommands.Decide(console))
                        .addSubcommand(new RequestCommands.Second(console))
                        .addSubcommand(new RequestCommands.Extend(console))
                        .addSubcommand(new RequestCommands.AskSupplement(console))
                        .addSubcommand(new RequestCommands.Supply(console))
                        .addSubcommand(new RequestCommands.Withdraw(console))
                        .addSubcommand(new RequestCommands.Appeal(console))
                        .addSubcommand(new RequestCommands.EndTalks(console))
                        .addSubcommand(new RequestCommands.Rule(console)))
                .addSubcommand(group(new Demands())
                        .addSubcommand(new DemandCommands.File(console))
                        .addSubcommand(new DemandCommands.Listing(console))
                        .addSubcommand(new DemandCommands.Show(console))
                        .addSubcommand(new DemandCommands.Answer(console))
                        .addSubcommand(new DemandCommands.Withdraw(console)))
                .addSubcommand(group(new Corrections())
                        .addSubcommand(new CorrectionCommands.File(console))
                        .addSubcommand(new CorrectionCommands.Listing(console))
                        .addSubcommand(new CorrectionCommands.Show(console))
                        .addSubcommand(new CorrectionCommands.Answer(console))
                        .addSubcommand(new CorrectionCommands.Extend(console))
                        .addSubcommand(new CorrectionCommands.Appeal(console))
                        .addSubcommand(new CorrectionCommands.Rule(console))
                        .addSubcommand(new CorrectionCommands.Withdraw(console)))
                .addSubcommand(group(new Grants())
                        .addSubcommand(new GrantCommands.Listing(console))
                        .addSubcommand(new GrantCommands.Show(console))
                        .addSubcommand(new GrantCommands.Revoke(console))
                        .addSubcommand(new GrantCommands.Suspend(console))
                        .addSubcommand(new GrantCommands.Resume(console))
                        .addSubcommand(new GrantCommands.Recertify(console))
                        .addSubcommand(new GrantCommands.AskRenewal(console))
                        .addSubcommand(new GrantCommands.Renew(console))
                        .addSubcommand(new GrantCommands.RefuseRenewal(console)))
                .addSubcommand(new InboxCommand(console))
                .addSubcommand(new ScoreboardCommand(console))
                .addSubcommand(group(new Audit())
                        .addSubcommand(new AuditCommands.Export(console))
                        .addSubcommand(new AuditCommands.Verify(console))
                        .addSubcommand(new AuditCommands.Checkpoint(console))
                        .addSubcommand(new AuditCommands.Key(console)))
                .addSubcommand(group(new Enforcements())
                        .addSubcommand(new EnforcementCommands.Status(console))
                        .addSubcommand(new EnforcementCommands.Survey(console))
                        .addSubcommand(new EnforcementCommands.Keep(console))
                        .addSubcommand(new EnforcementCommands.Confirm(console))
                        .addSubcommand(new EnforcementProbeCommand(console)))
                .addSubcommand(group(new Benches())
                        .addSubcommand(new BenchCommand(console))
                        .addSubcommand(new BenchEncoderCommand(console))
                        .addSubcommand(new BenchEnforcementCommand(console))
                        .addSubcommand(new BenchIdleCommand(console)))
                .addSubcommand(new SoakCommand(console, SoakCommand.known()))
                .addSubcommand(new VersionCommand(console));
    }

    private static CommandLine group(Group group) {
        return new CommandLine(group);
    }

    /** A command that only holds others. */
    abstract static class Group implements Runnable {
        @Spec
        CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "name one of: " + String.join(", ", spec.subcommands().keySet()));
        }
    }

    @Command(name = "sandbox", description = "A whole exchange's Kafka, registry and PostgreSQL on this machine.")
    static final class Sandboxes extends Group {}

    @Command(name = "catalogue", description = "The catalogue service.")
    static final class Catalogues extends Group {}

    @Command(name = "connector", description = "Publish a department's records.")
    static final class Connectors extends Group {}

    @Command(name = "quarantine", description = "Rows that broke their contract: look, mend, replay.")
    static final class Quarantines extends Group {}

    @Command(name = "database", description = "The databases that contracts belong to.")
    static final class Databases extends Group {}

    @Command(name = "contract", description = "Contracts: schema, key, field groups, rules.")
    static final class Contracts extends Group {}

    @Command(name = "department", description = "Participating departments and their log-ins to Kafka.")
    static final class Departments extends Group {}

    @Command(name = "notify", description = "Where a department's notices go beside its inbox: e-mail and webhooks.")
    static final class Notifications extends Group {}

    @Command(name = "actor", description = "People and machines that act, and their tokens.")
    static final class Actors extends Group {}

    @Command(name = "key", description = "Whose key signs decisions.")
    static final class ActorKeys extends Group {}

    @Command(name = "key", description = "Keys of your own, to sign decisions with.")
    static final class Keys extends Group {}

    @Command(name = "dataset", description = "Datasets: a department's feeds.")
    static final class Datasets extends Group {}

    @Command(name = "request", description = "Ask for a dataset, and decide what others ask.")
    static final class Requests extends Group {}

    @Command(name = "demand", description = "Ask for data that the catalogue does not have, and answer for it.")
    static final class Demands extends Group {}

    @Command(name = "correction", description = "Dispute a record that you read, and answer for your own.")
    static final class Corrections extends Group {}

    @Command(name = "grant", description = "Rights to read: list, show, revoke.")
    static final class Grants extends Group {}

    @Command(name = "audit", description = "The ledger: export it, and verify it offline.")
    static final class Audit extends Group {}

    @Command(name = "enforcement", description = "How Kafka compares with the grants.")
    static final class Enforcements extends Group {}

    @Command(name = "bench", description = "How fast it is, side by side with what else could be used.")
    static final class Benches extends Group {}
}
