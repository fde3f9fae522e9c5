"""The peer of a plan, with pyvmomi: logs in, finds what a plan of two nodes finds, one call each,
reads it in one more, and logs out."""

import ssl
import sys
from urllib.parse import urlparse

from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import vim, vmodl

url = urlparse(sys.argv[1])
unverified = ssl.create_default_context()
unverified.check_hostname = False
unverified.verify_mode = ssl.CERT_NONE
service = SmartConnect(
    host=url.hostname, port=url.port, user="user", pwd="pass", sslContext=unverified
)
content = service.RetrieveContent()
paths = [
    "LON",
    "LON/vm",
    "LON/host/mgmt-01",
    "LON/datastore/vsan-01",
    "LON/network/horizon-mgmt",
    "LON/vm/foreign-00001",
    "LON/vm/foreign-00002",
    "LON/vm/slipway-locks",
]
found = [content.searchIndex.FindByInventoryPath(path) for path in paths]
found = [each for each in found if each is not None]
for address in ("10.20.0.11", "10.20.0.12"):
    content.searchIndex.FindAllByIp(None, address, True)
properties = {
    vim.Folder: ["name"],
    vim.Datacenter: ["name"],
    vim.ClusterComputeResource: ["name", "configurationEx", "host", "datastore"],
    vim.Datastore: ["name", "summary"],
    vim.Network: ["name"],
    vim.VirtualMachine: [
        "name",
        "runtime.powerState",
        "runtime.host",
        "config.instanceUuid",
        "config.hardware",
        "config.vAppConfig",
        "config.extraConfig",
        "config.annotation",
        "guest.net",
        "guest.toolsRunningStatus",
        "customValue",
        "resourcePool",
    ],
}
query = vmodl.query.PropertyCollector
answer = content.propertyCollector.RetrievePropertiesEx(
    specSet=[
        query.FilterSpec(
            propSet=[query.PropertySpec(type=t, pathSet=p) for t, p in properties.items()],
            objectSet=[query.ObjectSpec(obj=each) for each in found],
        )
    ],
    options=query.RetrieveOptions(),
)
if len(answer.objects) != len(found):
    sys.exit("not all that was found was read")
Disconnect(service)
