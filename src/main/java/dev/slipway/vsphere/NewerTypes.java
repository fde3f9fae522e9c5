package dev.slipway.vsphere;

import com.vmware.vim25.ArrayUpdateSpec;
import com.vmware.vim25.DynamicData;
import com.vmware.vim25.ManagedObjectReference;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Data objects with the members that they have had since version 6.5 of the vSphere API, which
 * yavijava's, generated from 6.0, lack; only those that Slipway sends or reads. Each is called as
 * in the API and takes the place of the generated type of that name, in requests and in answers.
 * One is not newer but lighter: {@link UserSession}.
 *
 * <p>To support one more member, add it here to its type, at its place in {@link Members}; when it
 * is newer than 6.5, raise {@link ApiVersion#KNOWN} too.
 */
final class NewerTypes {
  private static final Map<String, Class<?>> BY_NAME =
      Arrays.stream(NewerTypes.class.getDeclaredClasses())
          .filter(type -> !type.isAnnotation())
          .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

  private NewerTypes() {}

  /** The newer shape of a type; null when it has none. */
  static @Nullable Class<?> find(String name) {
    return BY_NAME.get(name);
  }

  /** All members of a type in the order of the API's schema. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Members {
    String[] value();
  }

  /**
   * What a login gives, its times as text: nothing asks for them, and to make its first calendar
   * the JDK looks through all locales.
   */
  @SuppressWarnings("HidingField") // that is how they become text
  static final class UserSession extends com.vmware.vim25.UserSession {
    private static final long serialVersionUID = 1L;
    public @Nullable String loginTime;
    public @Nullable String lastActiveTime;
  }

  /** The configuration of a cluster. */
  @Members({
    "dasConfig",
    "dasVmConfig",
    "drsConfig",
    "drsVmConfig",
    "rule",
    "orchestration",
    "vmOrchestration",
    "dpmConfigInfo",
    "dpmHostConfig",
    "vsanConfigInfo",
    "vsanHostConfig",
    "group"
  })
  static final class ClusterConfigInfoEx extends com.vmware.vim25.ClusterConfigInfoEx {
    private static final long serialVersionUID = 1L;
    public @Nullable ClusterOrchestrationInfo orchestration;
    public ClusterVmOrchestrationInfo @Nullable [] vmOrchestration;
  }

  /** Changes to the configuration of a cluster. */
  @Members({
    "dasConfig",
    "dasVmConfigSpec",
    "drsConfig",
    "drsVmConfigSpec",
    "rulesSpec",
    "orchestration",
    "vmOrchestrationSpec",
    "dpmConfig",
    "dpmHostConfigSpec",
    "vsanConfig",
    "vsanHostConfigSpec",
    "groupSpec"
  })
  static final class ClusterConfigSpecEx extends com.vmware.vim25.ClusterConfigSpecEx {
    private static final long serialVersionUID = 1L;
    public @Nullable ClusterOrchestrationInfo orchestration;
    public ClusterVmOrchestrationSpec @Nullable [] vmOrchestrationSpec;
  }

  /** In which order vSphere HA restarts the VMs of a cluster. */
  @Members("defaultVmReadiness")
  static final class ClusterOrchestrationInfo extends DynamicData {
    private static final long serialVersionUID = 1L;
    public @Nullable ClusterVmReadiness defaultVmReadiness;
  }

  /** When one VM counts as ready. */
  @Members({"vm", "vmReadiness"})
  static final class ClusterVmOrchestrationInfo extends DynamicData {
    private static final long serialVersionUID = 1L;
    public @Nullable ManagedObjectReference vm;
    public @Nullable ClusterVmReadiness vmReadiness;
  }

  /** A change of when one VM counts as ready. */
  @Members({"operation", "removeKey", "info"})
  static final class ClusterVmOrchestrationSpec extends ArrayUpdateSpec {
    private static final long serialVersionUID = 1L;
    public @Nullable ClusterVmOrchestrationInfo info;
  }

  /** When VMs count as ready. */
  @Members({"readyCondition", "postReadyDelay"})
  static final class ClusterVmReadiness extends DynamicData {
    private static final long serialVersionUID = 1L;
    public @Nullable String readyCondition;
    public @Nullable Integer postReadyDelay;
  }

  /** vSphere HA settings of VMs. */
  @Members({
    "restartPriority",
    "restartPriorityTimeout",
    "isolationResponse",
    "vmToolsMonitoringSettings",
    "vmComponentProtectionSettings"
  })
  static final class ClusterDasVmSettings extends com.vmware.vim25.ClusterDasVmSettings {
    private static final long serialVersionUID = 1L;
    public @Nullable Integer restartPriorityTimeout;
  }

  /** A rule that VMs are restarted after others. */
  @Members({
    "key",
    "status",
    "enabled",
    "name",
    "mandatory",
    "userCreated",
    "inCompliance",
    "ruleUuid",
    "vmGroup",
    "dependsOnVmGroup"
  })
  static final class ClusterDependencyRuleInfo extends com.vmware.vim25.ClusterRuleInfo {
    private static final long serialVersionUID = 1L;
    public @Nullable String vmGroup;
    public @Nullable String dependsOnVmGroup;
  }

  /** Admission control by a number of hosts. */
  @Members({"resourceReductionToToleratePercent", "failoverLevel", "slotPolicy"})
  static final class ClusterFailoverLevelAdmissionControlPolicy
      extends com.vmware.vim25.ClusterFailoverLevelAdmissionControlPolicy {
    private static final long serialVersionUID = 1L;
    public @Nullable Integer resourceReductionToToleratePercent;
  }

  /** Admission control by percentages. */
  @Members({
    "resourceReductionToToleratePercent",
    "cpuFailoverResourcesPercent",
    "memoryFailoverResourcesPercent",
    "failoverLevel",
    "autoComputePercentages"
  })
  static final class ClusterFailoverResourcesAdmissionControlPolicy
      extends com.vmware.vim25.ClusterFailoverResourcesAdmissionControlPolicy {
    private static final long serialVersionUID = 1L;
    public @Nullable Integer resourceReductionToToleratePercent;
    public @Nullable Integer failoverLevel;
    public @Nullable Boolean autoComputePercentages;
  }

  /** Admission control by hosts that are set aside. */
  @Members({"resourceReductionToToleratePercent", "failoverHosts", "failoverLevel"})
  static final class ClusterFailoverHostAdmissionControlPolicy
      extends com.vmware.vim25.ClusterFailoverHostAdmissionControlPolicy {
    private static final long serialVersionUID = 1L;
    public @Nullable Integer resourceReductionToToleratePercent;
    public @Nullable Integer failoverLevel;
  }
}
